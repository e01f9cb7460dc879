"""The interactive panels of the primer, beside Keras and the Python of the page."""

import itertools
import json
import re
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from made_primer import made_primer
from measured_receptive_field import measured_receptive_field
from opened_pages import PHONE, opened, overflow, serious_findings, too_wide

from craftbench.analyses.cost.architecture.stages import stages
from craftbench.config.cards import read_card
from craftbench.datasets.views import SignalView
from craftbench.primer.correlation import correlate
from craftbench.primer.explorer import MOST_SAMPLES, packed, shown_rows, stored_values
from craftbench.primer.padding import PADDINGS, output_size
from models.lenet5 import lenet5
from models.lenet5_1d import lenet5_1d
from models.simple_cnn import simple_cnn
from models.small_cnn import small_cnn
from models.training import use_threads

# Before the first network; other modules of tests ask for the same.
use_threads(1)

CARDS = Path(__file__).parents[1] / "cards"
RNG = np.random.default_rng(0)
PANELS = ("try-convolution", "try-layers", "try-pooling")


@pytest.fixture(scope="module")
def network():
    """LeNet-5 with leaky ReLU, not trained."""
    return lenet5((32, 32, 1), 10, activation="leaky_relu")


@pytest.fixture(scope="module")
def image_file(browser, network, tmp_path_factory) -> Path:
    card = read_card(CARDS / "digits_tiny.yaml")
    file = tmp_path_factory.mktemp("primer") / "primer.html"
    file.write_text(made_primer(card, network, (8, 8), groups=False, n=40), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def signal_file(browser, tmp_path_factory) -> Path:
    card = read_card(CARDS / "mitdb_tiny.yaml")
    card = card.model_copy(update={"views": {"signal": SignalView(kind="signal")}})
    file = tmp_path_factory.mktemp("primer") / "primer.html"
    html = made_primer(card, lenet5_1d((64, 1), 2), (64, 1), groups=True, n=40)
    file.write_text(html, encoding="utf-8")
    return file


@pytest.fixture
def page(browser, image_file):
    with opened(browser, image_file) as page:
        yield page


def sent(array: np.ndarray) -> dict:
    """An array for the functions of arithmetic.js."""
    return {"shape": list(array.shape), "values": np.asarray(array, float).ravel().tolist()}


def received(found: dict) -> np.ndarray:
    return np.array(found["values"]).reshape(found["shape"])


def choose(page, name: str, value) -> None:
    """Set a slider or a menu, as its event would."""
    page.evaluate(
        """([id, value]) => {
          const field = document.getElementById(id);
          field.value = value;
          field.dispatchEvent(new Event('input'));
        }""",
        [name, str(value)],
    )


def number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def test_output_size_in_the_browser_is_that_of_python(page):
    sizes, kernels, strides = (5, 16, 17, 28), (1, 2, 3, 4, 5), (1, 2, 3, 4)
    cases = list(itertools.product(PADDINGS, sizes, kernels, strides))
    found = page.evaluate(
        """(cases) => cases.map(([padding, n, k, s]) =>
          arithmetic.outputSize(n, k, arithmetic.zerosOf(padding, n, k, s), s))""",
        cases,
    )
    assert found == [output_size(n, k, padding, s) for padding, n, k, s in cases]


def convolutions() -> list[tuple]:
    shapes = ((9, 12), (10, 10), (1, 20))
    return [
        (shape, (min(k, shape[0]), k), channels, padding, stride)
        for shape, k, channels, padding, stride in itertools.product(
            shapes, (1, 2, 3, 5), (1, 3), ("valid", "same"), (1, 2, 3)
        )
    ]


def test_outputs_in_the_browser_are_those_of_keras(page):
    """144 settings of size, kernel, channels, padding and stride, each with a bias."""
    cases, expected = [], []
    for shape, kernel, channels, padding, stride in convolutions():
        layer = keras.layers.Conv2D(1, kernel, strides=stride, padding=padding)
        image = RNG.normal(size=(*shape, channels)).astype("float32")
        layer.build((None, *image.shape))
        layer.set_weights([RNG.normal(size=(*kernel, channels, 1)), np.array([0.3])])
        expected.append(np.asarray(layer(image[None]))[0])
        weights = np.asarray(layer.kernel)[..., 0]
        cases.append([sent(image), sent(weights), padding, stride])
    found = page.evaluate(
        """(cases) => cases.map(([image, kernel, padding, s]) => {
          const zeros = [0, 1].map((i) =>
            arithmetic.zerosOf(padding, image.shape[i], kernel.shape[i], s));
          return arithmetic.correlate(image, kernel, 0.3, zeros, [s, s]);
        })""",
        cases,
    )
    assert len(found) == 144
    for mine, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(received(mine), theirs, atol=1e-5)


def test_parameters_and_multiply_adds_are_those_of_keras_and_of_the_stages(page):
    for kernel, filters, channels in itertools.product((1, 3, 5), (1, 6), (1, 4)):
        model = keras.Sequential(
            [
                keras.Input((12, 12, channels)),
                keras.layers.Conv2D(filters, kernel),
                keras.layers.Flatten(),
                keras.layers.Dense(7),
            ]
        )
        _, convolution, _, dense = stages(model)
        places = convolution.output_shape[:2]
        found = page.evaluate(
            """([k, f, c, places]) => [arithmetic.parameters([k, k], c, f),
              arithmetic.multiplyAdds(places, [k, k], c, f),
              arithmetic.denseParameters([...places, f], [7])]""",
            [kernel, filters, channels, list(places)],
        )
        assert found == [
            model.layers[0].count_params(),
            convolution.multiply_adds,
            dense.parameters,
        ]


def test_pooling_and_its_gradient_in_the_browser_are_those_of_keras(page):
    """Both kinds, with negative values and with ties, of which the first receives the gradient."""
    for draw, kind in itertools.product(range(10), ("maximum", "average")):
        values = np.round(RNG.normal(size=(6, 4)), 0 if draw < 5 else 3)
        upstream = RNG.normal(size=(3, 2))
        layer = {"maximum": keras.layers.MaxPooling2D, "average": keras.layers.AveragePooling2D}
        x = tf.constant(values[None, ..., None], tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer[kind](2)(x)
            total = tf.reduce_sum(y[0, ..., 0] * upstream)
        pooled, gradient = page.evaluate(
            """([kind, values, upstream]) => [arithmetic.pool(kind, values, 4),
              arithmetic.poolGradient(kind, values, 4, upstream)]""",
            [kind, values.ravel().tolist(), upstream.ravel().tolist()],
        )
        np.testing.assert_allclose(pooled, np.ravel(y), atol=1e-6)
        np.testing.assert_allclose(gradient, np.ravel(tape.gradient(total, x)), atol=1e-6)


@pytest.mark.parametrize(
    "model",
    [
        lenet5((32, 32, 1), 3, activation="leaky_relu", padding="same"),
        simple_cnn((32, 32, 1), 3),
        small_cnn((48, 40, 1), 3),
    ],
)
def test_receptive_fields_in_the_browser_are_the_inputs_that_have_a_gradient(page, model):
    """At the first, the middle and the last unit of every layer with maps."""
    for stage, layer in zip(stages(model)[1:], model.layers, strict=True):
        if len(stage.output_shape) != 3 or not stage.field:
            continue
        units = [axis.units for axis in stage.field]
        field = [vars(axis) for axis in stage.field]
        for unit in ([0, 0], [one // 2 for one in units], [one - 1 for one in units]):
            found = page.evaluate("(given) => arithmetic.receptiveField(...given)", [field, unit])
            inside = [
                (max(0, first), min(length - 1, last))
                for (first, last), length in zip(found, model.input_shape[1:], strict=False)
            ]
            measured = measured_receptive_field(model, layer, tuple(unit), draws=64)
            assert inside == list(measured), (stage.name, unit)


def test_units_of_a_flat_layer_stand_where_flattening_puts_them(page):
    maps = RNG.normal(size=(3, 4, 5))
    field = [{"units": 3}, {"units": 4}]
    places = page.evaluate(
        """(field) => Array.from({ length: 60 }, (_, i) => arithmetic.unflattened(field, 60, i))""",
        field,
    )
    np.testing.assert_array_equal([maps[tuple(place)] for place in places], maps.ravel())


def test_kernels_are_cut_to_their_middle_or_surrounded_by_zeros(page):
    kernel = RNG.normal(size=(5, 5, 2))
    given = [[sent(kernel), side, side] for side in (1, 3, 5, 7)]
    found = page.evaluate("(given) => given.map((one) => arithmetic.resized(...one))", given)
    small, cut, same, wide = (np.array(one["values"]) for one in found)
    np.testing.assert_allclose(small, kernel[2, 2])
    np.testing.assert_allclose(cut, kernel[1:4, 1:4].ravel())
    np.testing.assert_allclose(same, kernel.ravel())
    np.testing.assert_allclose(wide, np.pad(kernel, ((1, 1), (1, 1), (0, 0))).ravel())


def test_packed_arrays_come_back_within_half_a_unit(page):
    array = RNG.normal(size=(4, 3, 2))
    stored = packed(array)
    found = page.evaluate("(given) => arithmetic.unpack(given).values", stored)
    np.testing.assert_allclose(found, array.ravel(), atol=0.51 * stored["unit"])
    assert stored["unit"] == pytest.approx(np.abs(array).max() / 32767)
    zeros = page.evaluate("(given) => arithmetic.unpack(given).values", packed(np.zeros(3)))
    assert list(zeros) == [0, 0, 0]


def test_samples_to_choose_are_of_all_classes_the_shown_one_first():
    y = np.array([2, 2, 2, 0, 1, 0, 1, 2, 0, 1, 2, 2])
    rows = shown_rows(y, 1000)
    assert rows[0] == 0 and sorted(y[rows[:3]]) == [0, 1, 2]
    assert len(rows) == MOST_SAMPLES == np.unique(rows).size
    assert len(shown_rows(y, 200_000)) == 3 and len(shown_rows(y, 10**9)) == 1
    assert stored_values(stages(lenet5((32, 32, 1), 10))) == 32 * 32 + 28 * 28 * 6 + 14 * 14 * 6 + (
        10 * 10 * 16 + 5 * 5 * 16 + 400 + 120 + 84 + 10
    )


def test_panel_of_the_convolution_agrees_with_the_layer_for_every_sample_and_filter(page):
    agreement = page.locator("#conv-agreement")
    samples = page.locator("#conv-sample option").count()
    assert samples == MOST_SAMPLES
    for sample, number_of_filter in itertools.product((0, samples - 1), range(6)):
        choose(page, "conv-sample", sample)
        choose(page, "conv-filter", number_of_filter)
        assert agreement.is_visible()
        assert float(agreement.get_attribute("data-difference")) < 1e-3
    choose(page, "conv-stride", 2)
    assert not agreement.is_visible()


@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize("kernel", [1, 4, 7])
@pytest.mark.parametrize("stride", [1, 3])
def test_panel_of_the_convolution_shows_sizes_and_parameters(page, padding, kernel, stride):
    for name, value in (("kernel", kernel), ("stride", stride), ("padding", padding)):
        choose(page, f"conv-{name}", value)
    choose(page, "conv-filters", 8)
    rows = page.locator("#conv-sizes tr").all()
    cells = [row.locator("td").all_inner_texts() for row in rows]
    side = output_size(32, kernel, padding, stride)
    expected = [side, side, 8 * (kernel**2 + 1), side**2 * 8 * kernel**2, side**2 * 8 * (1024 + 1)]
    assert [number(row[3]) for row in cells] == expected
    zeros = number(page.locator("#conv-zeros-value").inner_text())
    assert f"⌊(32 + {zeros:g} − {kernel}) / {stride}⌋ + 1" == cells[0][2]
    assert f"Output {side} × {side}." in page.locator("#conv-sum").inner_text()


def test_sum_of_the_products_is_the_value_of_the_output(page, network):
    choose(page, "conv-filter", 2)
    choose(page, "conv-row", 7)
    choose(page, "conv-column", 11)
    text = page.locator("#conv-sum").inner_text()
    found = re.search(r"add up to (\S+), plus bias (\S+) gives (\S+)\.", text).groups()
    total, bias, value = map(number, found)
    data = json.loads(page.locator("#primer-data").text_content())
    image = np.array(
        page.evaluate("(one) => arithmetic.unpack(one).values", data["samples"][0]["values"][0])
    )
    weights = np.asarray(network.layers[0].kernel)[:, :, 0, 2]
    expected = correlate(image.reshape(32, 32), weights)[7, 11]
    assert total == pytest.approx(expected, abs=2e-3)
    assert value == pytest.approx(total + bias, abs=2e-3)
    page.locator("#try-convolution summary").click()
    products = [number(one) for one in page.locator("#conv-products td").all_inner_texts()]
    assert len(products) == 25 and sum(products) == pytest.approx(total, abs=0.2)


def test_zeros_set_by_hand_leave_the_named_paddings(page):
    choose(page, "conv-zeros", 3)
    assert page.locator("#conv-padding").input_value() == "own"
    assert "⌊(32 + 3 − 5) / 1⌋ + 1" in page.locator("#conv-sizes").inner_text()
    choose(page, "conv-kernel", 1)
    assert page.locator("#conv-zeros-value").inner_text() == "0"


def test_click_on_a_unit_draws_its_receptive_field(page, network):
    places = {stage.name: i for i, stage in enumerate(stages(network))}
    second = [stage for stage in stages(network) if stage.kind == "Conv2D"][1]
    choose(page, "layer-name", places[second.name])
    before = page.evaluate("document.getElementById('layer-sample-picture').toDataURL()")
    canvas = page.locator("#layer-map")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 2.5 / 10, "y": box["height"] * 7.5 / 10})
    assert (
        page.locator("#layer-row").input_value(),
        page.locator("#layer-column").input_value(),
    ) == ("7", "2")
    text = page.locator("#layer-field").inner_text()
    rows, columns = second.field
    assert f"rows {rows.first + 7 * rows.jump} to {rows.last + 7 * rows.jump}" in text
    assert (
        f"columns {columns.first + 2 * columns.jump} to {columns.last + 2 * columns.jump}" in text
    )
    assert f"{rows.size} × {columns.size} pixels" in text
    assert page.evaluate("document.getElementById('layer-sample-picture').toDataURL()") != before


def test_every_layer_channel_and_sample_can_be_chosen(page, network):
    last = page.locator("#layer-name option").count() - 1
    for layer in range(last + 1):
        choose(page, "layer-name", layer)
        channels = page.locator("#layer-channel option").count()
        choose(page, "layer-channel", channels - 1)
        assert "It sees" in page.locator("#layer-field").inner_text()
    choose(page, "layer-sample", 4)
    assert page.locator("#conv-sample").input_value() == "4", "all panels show the same sample"
    assert "with probability" in page.locator("#layer-prediction").inner_text()


def test_changed_numbers_move_the_gradient(page):
    fields = page.locator("#pool-inputs input")
    for place, value in enumerate((1, 2, 0, 0, 3, 4, 0, 0, 0, 0, -1, -2, 0, 9, -3, -4)):
        fields.nth(place).fill(str(value))
    for place, value in enumerate((1, 10, 100, 1000)):
        page.locator("#pool-upstream input").nth(place).fill(str(value))
    cells = page.locator("#pool-gradient td")
    found = [number(one) for one in cells.all_inner_texts()]
    assert found == [0, 0, 10, 0, 0, 1, 0, 0, 0, 0, 1000, 0, 0, 100, 0, 0]
    assert [number(one) for one in page.locator("#pool-outputs td").all_inner_texts()] == [
        4,
        0,
        9,
        -1,
    ]
    fields.nth(0).fill("5")
    assert number(cells.nth(0).inner_text()) == 1 and number(cells.nth(5).inner_text()) == 0
    assert "1111.00 at the outputs, 1111.00 at the inputs" in page.locator("#pool-sum").inner_text()
    choose(page, "pool-kind", "average")
    assert number(cells.nth(15).inner_text()) == 250


def test_signals_have_the_panels_without_images(browser, signal_file):
    with opened(browser, signal_file) as page:
        assert page.locator("section.panel:visible").count() == 2
        assert float(page.locator("#conv-agreement").get_attribute("data-difference")) < 1e-3
        assert page.locator("#conv-row").is_disabled()
        assert [
            one.locator("td").first.inner_text() for one in page.locator("#conv-sizes tr").all()
        ][:2] == [
            "output, length",
            "parameters",
        ]
        choose(page, "layer-column", 3)
        assert "It sees values" in page.locator("#layer-field").inner_text()


def test_every_control_is_reached_by_the_tab_key_and_moves_by_arrows(page):
    page.locator("#conv-filter").focus()
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
    wanted = page.locator(".panel select, .panel input[id]").evaluate_all(
        "(all) => all.filter((one) => !one.disabled).map((one) => one.id)"
    )
    assert set(wanted) - {"conv-filter", "conv-sample"} <= set(reached)
    page.locator("#conv-kernel").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#conv-kernel-value").inner_text() == "4"
    page.locator("#layer-row").focus()
    before = page.locator("#layer-field").inner_text()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#layer-field").inner_text() != before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["image", "signal"])
def test_no_serious_fault_of_accessibility(browser, kind, scheme, image_file, signal_file):
    file = {"image": image_file, "signal": signal_file}[kind]
    with opened(browser, file, color_scheme=scheme) as page:
        assert serious_findings(page) == []


@pytest.mark.parametrize("kind", ["image", "signal"])
def test_phone_shows_the_page_without_sideways_scrolling(browser, kind, image_file, signal_file):
    file = {"image": image_file, "signal": signal_file}[kind]
    with opened(browser, file, viewport=PHONE) as page:
        assert too_wide(page) == []
        assert overflow(page) <= 0


def test_without_script_the_page_says_what_is_missing(browser, image_file):
    with opened(browser, image_file, java_script_enabled=False) as page:
        assert page.locator("noscript p").count() == 3
        assert page.locator("section.panel:visible").count() == 0
