"""Builds what training starts from: the base's first layers with our vocabulary, and the whole base as a teacher.

The first eight of twelve layers fit the size and the time we have (dropping the upper ones costs least: Sajjad et al.
2023). The embedding is to lie where all twelve put a text, measured from their mean, since e5 puts every text near it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from conversation.reading import TOPICS
from nlp.train_base import Base, read_base
from nlp.train_batch import batch
from nlp.train_data import TRAINING_SETS, Example, read_corpus, read_set
from nlp.train_model import ReadingNet, mean_pool
from nlp.train_vocabulary import Folded, common_words, make_tokenizer, read_emoji, save, vectors_of

LAYERS = 8
POSITIONS = 256
EMOJI = Path(__file__).parent / "corpus/source/emoji_en.txt"
LESSONS = 6
"""Every so manieth training text has a vector of the teacher's."""

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


@dataclass(frozen=True, slots=True)
class Lessons:
    """Texts and the teacher's unit vectors of them, shape (texts, width)."""

    texts: list[str]
    vectors: Tensor

    def some(self, count: int, chance: random.Random) -> tuple[list[str], Tensor]:
        """Return `count` texts of like lengths and their vectors."""
        drawn = sorted(chance.sample(range(len(self.texts)), count * 3), key=lambda i: len(self.texts[i]))
        chosen = drawn[count : 2 * count]
        return [self.texts[i] for i in chosen], self.vectors[chosen]


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
    """Return the teacher's vectors of every `LESSONS`th text, in our vocabulary; kept in `folder` for the next run."""
    kept = folder / "lessons.pt"
    if not kept.exists():
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        base = read_base(base_path)
        texts = [example.text for example in examples[::LESSONS]]
        vectors = teach(encoder_of(base, tokenizer, base.shape.layers), tokenizer, texts)
        torch.save({"texts": texts, "vectors": vectors}, kept)
    return Lessons(**torch.load(kept, weights_only=True))


def teach(teacher: BertModel, tokenizer: Tokenizer, texts: Sequence[str]) -> Tensor:
    """Return unit vectors of `texts`, seen from their mean."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    teacher.train(False)
    means = torch.zeros(len(texts), teacher.config.hidden_size)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(order), 128):
            part = order[start : start + 128]
            ids, mask = batch(tokenizer, [texts[i] for i in part])
            means[part] = mean_pool(teacher(input_ids=ids, attention_mask=mask).last_hidden_state.float(), mask)
    unit = nn.functional.normalize(means, dim=-1)
    return nn.functional.normalize(unit - unit.mean(0), dim=-1)
