"""A matrix that is packed as int8 still multiplies in floating point, and only tall ones are taken."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

needed = ("torch", "onnx", "onnxscript")
pytestmark = pytest.mark.skipif(not all(map(importlib.util.find_spec, needed)), reason="needs the [torch] extra")


def test_a_packed_matrix_gives_nearly_the_same_product() -> None:
    """A loud number beside quiet ones costs nothing: each product is right to the rounding of the weights alone."""
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    from nlp.train_export import loud_nodes, pack_weights

    weights = np.random.default_rng(5).normal(size=(32, 8)).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"], name="end")],
        "one",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 32])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 8])],
        [numpy_helper.from_array(weights, "w")],
    )
    assert [node.name for node in loud_nodes(graph)] == ["end"]
    pack_weights(graph, "w")
    assert {each.data_type for each in graph.initializer} == {TensorProto.INT8, TensorProto.FLOAT}
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    given = np.full((1, 32), 0.01, dtype=np.float32)
    given[0, 0] = 1000.0
    (found,) = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": given})
    step = np.abs(weights).max(0) / 127
    assert np.abs(found - given @ weights).max() <= float((step / 2 * np.abs(given).sum()).max()) * 1.01


def test_each_row_of_a_table_has_a_scale_of_its_own() -> None:
    """A quiet word beside a loud one is read back to half a step of its own scale."""
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    from nlp.train_export import pack_table

    table = np.array([[100.0, -50.0], [0.01, 0.003]], dtype=np.float32)
    graph = helper.make_graph(
        [helper.make_node("Gather", ["words", "ids"], ["found"], name="look", axis=0)],
        "one",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, [2])],
        [helper.make_tensor_value_info("found", TensorProto.FLOAT, [2, 2])],
        [numpy_helper.from_array(table, "words")],
    )
    pack_table(graph, "look")
    assert {each.data_type for each in graph.initializer} == {TensorProto.INT8, TensorProto.FLOAT}
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    (found,) = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"ids": np.array([1, 0])})
    assert np.abs(found - table[::-1]).max(1) == pytest.approx([0, 0], abs=100 / 254)
    assert np.abs(found[0] - table[1]).max() <= 0.01 / 254 * 1.01
