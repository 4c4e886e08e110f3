"""The tokenizer of XLM-RoBERTa from its vocabulary alone."""

from tokenizers import AddedToken, Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

from embeddings.quantized import Vocabulary


def unigram_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """NFKC, one space for many, spaces as ``▁``, then the likeliest split into pieces.

    The four marks are special: a text becomes ``<s> … </s>``.
    """
    pieces = vocabulary.pieces
    scored = list(zip(pieces, vocabulary.scores, strict=True))
    made = Tokenizer(Unigram(scored, unk_id=vocabulary.unknown))
    made.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    )
    start, end = pieces[vocabulary.start], pieces[vocabulary.end]
    made.post_processor = processors.TemplateProcessing(
        single=f"{start} $A {end}",
        pair=f"{start} $A {end} {end} $B {end}",
        special_tokens=[(start, vocabulary.start), (end, vocabulary.end)],
    )
    marks = (vocabulary.start, vocabulary.padding, vocabulary.end, vocabulary.unknown)
    made.add_special_tokens([AddedToken(pieces[mark], special=True) for mark in sorted(marks)])
    return made
