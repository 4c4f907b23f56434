"""Teaches the English encoder German: new word pieces, then German sentences at their translations' vectors.

Two losses: a German sentence must land where the unchanged teacher puts its English translation
(Reimers and Gurevych 2020), and hidden words of German texts must be guessed (masked language model).
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel, BertConfig, BertModel

from nlp.tidy import tidy
from nlp.train_data import TRAINING_SETS, read_rows, read_set
from nlp.train_model import mean_pool
from nlp.train_vocabulary import VectorMaker, join_pieces, kept_pieces, learn_pieces, lost_umlauts, new_tokenizer, save
from nlp.train_words import align_words, read_emoji, read_word_list, words_of

LONGEST = 48

Say = Callable[[str], None]
"""Where a step tells how far it is."""


@dataclass(frozen=True, slots=True)
class GermanPlan:
    """Where things are and how long to teach; `minutes` is wall time of the teaching itself."""

    data: Path
    source: Path
    base: Path
    out: Path
    german_pieces: int = 8000
    common_english: int = 12000
    minutes: float = 25.0
    threads: int = 2
    seed: int = 13


def parallel_sentences(data: Path) -> list[tuple[str, str]]:
    """Return (German, English) sentences of the training part of the parallel set."""
    english = {str(row["id"]): str(row["text"]) for row in read_rows(data / "m_absa_en/train.jsonl")}
    german = {str(row["id"]): str(row["text"]) for row in read_rows(data / "m_absa_de/train.jsonl")}
    return [(tidy(text), tidy(english[key])) for key, text in german.items() if key in english]


def batch(tokenizer: Tokenizer, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Return padded ids and mask, cut at `LONGEST` pieces."""
    pad = tokenizer.token_to_id("[PAD]") or 0
    rows = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
    rows = [row if len(row) <= LONGEST else [*row[: LONGEST - 1], row[-1]] for row in rows]
    width = max(len(row) for row in rows)
    ids = torch.tensor([row + [pad] * (width - len(row)) for row in rows])
    return ids, (ids != pad).long()


def make_start(plan: GermanPlan, say: Say) -> tuple[Tokenizer, BertModel, list[tuple[str, str]], list[str]]:
    """Return the new tokenizer, the encoder with its new vectors, parallel pairs and German texts."""
    examples = [example for text_set in TRAINING_SETS for example in read_set(plan.data, text_set)]
    german = list(dict.fromkeys(example.text for example in examples if example.lang == "de"))
    english = list(dict.fromkeys(example.text for example in examples if example.lang == "en"))
    pairs = parallel_sentences(plan.data)
    listed = read_word_list(plan.source / "words_de_en.txt")
    for word in list(listed):
        for form in lost_umlauts(word):
            listed.setdefault(form, listed[word])
    emoji = read_emoji(plan.source / "emoji_en.txt")
    aligned = align_words(pairs)
    base_tokenizer = Tokenizer.from_file(str(plan.base / "tokenizer.json"))
    base_tokenizer.no_padding()
    base_tokenizer.no_truncation()
    base = AutoModel.from_pretrained(plan.base, add_pooling_layer=False)
    vectors = base.embeddings.word_embeddings.weight.detach().numpy()
    pieces = join_pieces(
        kept_pieces(base_tokenizer, english, plan.common_english),
        learn_pieces(german, plan.german_pieces),
        listed,
        aligned,
    )
    tokenizer = new_tokenizer(pieces, emoji)
    maker = VectorMaker(base_tokenizer, vectors, listed | emoji, aligned)
    order = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    matrix = np.stack([maker.vector(piece) for piece, _ in order])
    config = BertConfig.from_pretrained(plan.base)
    config.vocab_size = len(matrix)
    config.pad_token_id = tokenizer.token_to_id("[PAD]")
    model = BertModel(config, add_pooling_layer=False)
    state = {key: value for key, value in base.state_dict().items() if "word_embeddings" not in key}
    model.load_state_dict(state, strict=False)
    model.embeddings.word_embeddings.weight.data = torch.from_numpy(matrix.astype(np.float32))
    say(f"vocabulary {len(matrix)} pieces; {len(aligned)} aligned words; {len(german)} German, {len(english)} English")
    pairs += [(word, words) for word, words in listed.items() if words_of(word)]
    return tokenizer, model, pairs, german


def teacher_vectors(plan: GermanPlan, texts: Sequence[str]) -> Tensor:
    """Return the unchanged English model's unit vectors of `texts`."""
    tokenizer = Tokenizer.from_file(str(plan.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    model = AutoModel.from_pretrained(plan.base, add_pooling_layer=False).eval()
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    out = torch.zeros(len(texts), 384)
    with torch.no_grad():
        for start in range(0, len(order), 64):
            part = order[start : start + 64]
            ids, mask = batch(tokenizer, [texts[i] for i in part])
            hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state
            out[part] = nn.functional.normalize(mean_pool(hidden, mask), dim=-1)
    return out


def shuffled_batches(lengths: Sequence[int], size: int, chance: random.Random) -> Iterator[list[int]]:
    """Yield index batches of like lengths, in random order, for ever."""
    while True:
        order = sorted(range(len(lengths)), key=lambda i: lengths[i] + chance.random() * 8)
        parts = [order[start : start + size] for start in range(0, len(order), size)]
        chance.shuffle(parts)
        yield from parts


def hide_words(ids: Tensor, mask: Tensor, tokenizer: Tokenizer, share: float = 0.15) -> tuple[Tensor, Tensor]:
    """Return ids with a share of pieces hidden, and which ones."""
    hidden = (torch.rand(ids.shape) < share) & (mask == 1) & (ids > 4)
    return ids.masked_fill(hidden, tokenizer.token_to_id("[MASK]")), hidden


class GuessHead(nn.Module):
    """The masked-language head: a transform, then the tied word vectors."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.dense = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)

    def forward(self, hidden: Tensor, vectors: Tensor) -> Tensor:
        return self.norm(nn.functional.gelu(self.dense(hidden))) @ vectors.T * (vectors.shape[1] ** -0.5) * 4


def teach(plan: GermanPlan, say: Say) -> None:
    """Run the whole step and write encoder and tokenizer to `plan.out`; saves every few minutes."""
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    chance = random.Random(plan.seed)  # noqa: S311  # not for secrets
    tokenizer, model, pairs, german = make_start(plan, say)
    save(tokenizer, plan.out)
    targets = teacher_vectors(plan, [english for _, english in pairs])
    head = GuessHead(model.config.hidden_size)
    optimizer = torch.optim.AdamW(
        [
            {"params": model.embeddings.word_embeddings.parameters(), "lr": 8e-4, "weight_decay": 0.0},
            {"params": [p for n, p in model.named_parameters() if "word_embeddings" not in n], "lr": 1.5e-4},
            {"params": head.parameters(), "lr": 1e-3},
        ]
    )
    pair_batches = shuffled_batches([len(g) // 5 for g, _ in pairs], 40, chance)
    text_batches = shuffled_batches([len(text) // 5 for text in german], 32, chance)
    begin, step, sums = time.monotonic(), 0, [0.0, 0.0, 0.0]
    budget, saved = plan.minutes * 60, 0.0
    model.train()
    while (spent := time.monotonic() - begin) < budget:
        rate = min(1.0, step / 60) * max(0.05, 1 - spent / budget)
        for group, top in zip(optimizer.param_groups, (8e-4, 1.5e-4, 1e-3), strict=True):
            group["lr"] = top * rate
        losses = _one_step(model, head, tokenizer, pairs, targets, german, next(pair_batches), next(text_batches), step)
        optimizer.zero_grad()
        sum(losses).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        sums = [0.97 * old + 0.03 * float(new.detach()) for old, new in zip(sums, losses, strict=True)]
        step += 1
        if step % 25 == 0:
            scale = 1 - 0.97**step
            say(f"{spent / 60:5.1f} min step {step} " + " ".join(f"{s / scale:.3f}" for s in sums))
        if spent - saved > 240:
            model.save_pretrained(plan.out)
            saved = spent
    model.save_pretrained(plan.out)
    (plan.out / "german.json").write_text(json.dumps({"steps": step, "losses": sums}) + "\n", encoding="utf-8")


def _one_step(
    model: BertModel,
    head: GuessHead,
    tokenizer: Tokenizer,
    pairs: Sequence[tuple[str, str]],
    targets: Tensor,
    german: Sequence[str],
    pair_part: Sequence[int],
    text_part: Sequence[int],
    step: int,
) -> list[Tensor]:
    side = 1 if step % 4 == 3 else 0  # every fourth time the English sentence, so that English stays
    ids, mask = batch(tokenizer, [pairs[i][side] for i in pair_part])
    wanted = targets[list(pair_part)]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state
        text_ids, text_mask = batch(tokenizer, [german[i] for i in text_part])
        blind, hid = hide_words(text_ids, text_mask, tokenizer)
        seen = model(input_ids=blind, attention_mask=text_mask).last_hidden_state
        guesses = head(seen[hid], model.embeddings.word_embeddings.weight)
    got = nn.functional.normalize(mean_pool(hidden.float(), mask), dim=-1)
    near = (1 - (got * wanted).sum(-1)).mean() * 6
    which = nn.functional.cross_entropy(got @ wanted.T * 20, torch.arange(len(wanted)))
    guess = nn.functional.cross_entropy(guesses.float(), text_ids[hid]) * 0.25
    return [near, which, guess]
