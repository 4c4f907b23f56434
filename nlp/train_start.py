"""Builds what training starts from: the base's first layers with our vocabulary, and the whole base as a teacher.

The first eight of twelve layers fit the size and the time we have (dropping the upper ones costs least: Sajjad et al.
2023). The embedding is to lie where all twelve put a text, measured from their mean, since e5 puts every text near it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from conversation.reading import TOPICS
from nlp.tidy import tidy
from nlp.train_base import Base, read_base
from nlp.train_batch import batch
from nlp.train_data import TRAINING_SETS, Example, read_corpus, read_set
from nlp.train_kept import kept
from nlp.train_model import ReadingNet, mean_pool, short_numbers
from nlp.train_vocabulary import Folded, common_words, make_tokenizer, read_emoji, save, vectors_of

LAYERS = 8
POSITIONS = 256
EMOJI = Path(__file__).parent / "corpus/source/emoji_en.txt"
ASKED = "query: "
"""How e5 wants a text to begin that is compared with others of its kind."""

Say = Callable[[str], None]
"""Where a step tells how far it is."""

_MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


class Lessons:
    """The teacher's unit vectors of training texts."""

    def __init__(self, texts: Sequence[str], vectors: Tensor) -> None:
        self._vectors = vectors
        self._rows = {text: row for row, text in enumerate(texts)}

    def of(self, texts: Sequence[str]) -> tuple[list[int], Tensor]:
        """Return the places of those `texts` that the teacher has seen, and its vectors of them (places, width).

        The text as it was, not as it was damaged for training: a typo must not move it. A joined text has none.
        """
        known = [place for place, text in enumerate(texts) if text in self._rows]
        return known, self._vectors[[self._rows[texts[place]] for place in known]].float()


def encoder_of(base: Base, tokenizer: Tokenizer, layers: int) -> BertModel:
    """Return a BERT of the base's first `layers` that reads the pieces of `tokenizer`."""
    vectors = torch.from_numpy(vectors_of(Folded(base), tokenizer, read_emoji(EMOJI)))
    shape = base.shape
    config = BertConfig(
        vocab_size=len(vectors), hidden_size=shape.width, num_hidden_layers=layers, num_attention_heads=shape.heads,
        intermediate_size=shape.inner, max_position_embeddings=POSITIONS, type_vocab_size=shape.types, pad_token_id=0,
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False)
    state = model.state_dict()
    given = {
        "embeddings.word_embeddings.weight": vectors,
        "embeddings.position_embeddings.weight": _tensor(base, "emb.pos").view(shape.positions, -1)[:POSITIONS],
        "embeddings.token_type_embeddings.weight": _tensor(base, "emb.type"),
        "embeddings.LayerNorm.weight": _tensor(base, "emb.ln.w"),
        "embeddings.LayerNorm.bias": _tensor(base, "emb.ln.b"),
    }
    for layer in range(layers):
        for short, name in (_MATRICES | _NORMS).items():
            for end, kind in (("w", "weight"), ("b", "bias")):
                given[f"encoder.layer.{layer}.{name}.{kind}"] = _tensor(base, f"l{layer}.{short}.{end}")
    model.load_state_dict({name: tensor.view(state[name].shape) for name, tensor in given.items()})
    return model


def _tensor(base: Base, name: str) -> Tensor:
    return torch.from_numpy(base.tensor(name))


def make_start(data: Path, corpus: Path, base_path: Path, out: Path, say: Say) -> None:
    """Write a first checkpoint (net.pt, config, tokenizer) to `out`; raises NotABaseError."""
    base = read_base(base_path)
    texts = {example.text: 0.5 for text_set in TRAINING_SETS for example in read_set(data, text_set)}
    texts |= {example.text: 2.0 for example in read_corpus(corpus / "train.jsonl")} | common_words()
    tokenizer = make_tokenizer(Folded(base), texts, read_emoji(EMOJI))
    save(tokenizer, out)
    encoder = encoder_of(base, tokenizer, LAYERS)
    net = ReadingNet(encoder.config, len(TOPICS))
    net.encoder = encoder
    torch.save(net.state_dict(), out / "net.pt")
    encoder.save_pretrained(out)
    say(f"start: {LAYERS} of {base.shape.layers} layers, {tokenizer.get_vocab_size()} of {base.shape.pieces} pieces")


def lessons(base_path: Path, folder: Path, examples: Sequence[Example]) -> Lessons:
    """Return the teacher's vectors of all texts of `examples`; kept in `folder`, so a later run sees new texts only."""

    def taught(new: Sequence[str]) -> Tensor:
        tokenizer, base = Tokenizer.from_file(str(folder / "tokenizer.json")), read_base(base_path)
        return teach(encoder_of(base, tokenizer, base.shape.layers), tokenizer, new)

    texts, vectors = kept(folder / "lessons.pt", (example.text for example in examples), taught)
    whole = vectors.float()
    return Lessons(texts, nn.functional.normalize(whole - whole.mean(0), dim=-1).half())


def teach(teacher: BertModel, tokenizer: Tokenizer, texts: Sequence[str]) -> Tensor:
    """Return the teacher's unit vectors of `texts`, in half precision; all lie close to their mean."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    teacher.train(False)
    means = torch.zeros(len(texts), teacher.config.hidden_size)
    with torch.no_grad(), short_numbers():
        for start in range(0, len(order), 128):
            part = order[start : start + 128]
            ids, mask = batch(tokenizer, [ASKED + tidy(texts[i]) for i in part])
            means[part] = mean_pool(teacher(input_ids=ids, attention_mask=mask).last_hidden_state.float(), mask)
    return nn.functional.normalize(means, dim=-1).half()
