"""What scripts other than the Latin one need before words are compared: one spelling, and cuts where no space stands.

Chinese and Japanese leave no space between words, and Korean leaves it to taste, so each Han letter, kana or Hangul
syllable is a word of its own here. Texts and patterns go through the same two steps, so that a phrase file is written
the way people write. Nothing here knows what a word means.
"""

import re
from collections.abc import Iterator

_TRADITIONAL = (
    "殺沒個這過還嗎們無說話覺親媽愛麼對樓藥後來時會現點給為離開結書傷厭體頭見誰讓從實別請謝應該記輕氣餓熱壓難憂鬱準備"
    "買遠裡裏著寫錢強嚇騙樂義價連當東門問電視聽願獨歲學師爺繼續煩總邊間極發動處種變夠幾絕斷醫網車鐵軌橋頂懸繩槍農燒關"
    "遺殘盡虧慘恥貓歡紀頁劇戲遊員單聞報導隊課業試績班機馬龍鳥魚風飛雲條樣兒幹嘆經濟術階陽險壞腦臉蓋暈繫緊線絲歸誤謊負"
    "擔拋棄儘濫癮靈墳葬與並卻將樹極終點劃計團國際認識號碼長場塊則雖終於轉帶約瘋懶媳婦孫"
)
_SIMPLIFIED = (
    "杀没个这过还吗们无说话觉亲妈爱么对楼药后来时会现点给为离开结书伤厌体头见谁让从实别请谢应该记轻气饿热压难忧郁准备"
    "买远里里着写钱强吓骗乐义价连当东门问电视听愿独岁学师爷继续烦总边间极发动处种变够几绝断医网车铁轨桥顶悬绳枪农烧关"
    "遗残尽亏惨耻猫欢纪页剧戏游员单闻报导队课业试绩班机马龙鸟鱼风飞云条样儿干叹经济术阶阳险坏脑脸盖晕系紧线丝归误谎负"
    "担抛弃尽滥瘾灵坟葬与并却将树极终点划计团国际认识号码长场块则虽终于转带约疯懒媳妇孙"
)
_DROPPED = "\u200d"

SPELLINGS: dict[int, str] = {
    **dict(zip(map(ord, _TRADITIONAL), _SIMPLIFIED, strict=True)),
    **{kana: chr(kana - 0x60) for kana in range(0x30A1, 0x30F7)},  # katakana as hiragana
    **{sign: chr(sign - 0x38) for sign in range(0x93E, 0x94D)},  # a vowel sign of Devanagari as the vowel itself
    **dict(zip(map(ord, "ٱىةکیەگ"), "ايهكيهك", strict=True)),
    **dict(zip(map(ord, "ıłŁøØđĐ"), "illoodd", strict=True)),
    **dict(zip(map(ord, "、،؛؟।॥۔"), ",,;?...", strict=True)),
    **dict.fromkeys(map(ord, "ـः"), _DROPPED),  # a stretched Arabic line, and a breath that Hindi writers leave out
}
"""Letter by letter, what is the same to a reader: Devanagari's vowel signs would otherwise be lost with the accents,
which makes "my" and "died" one word."""

_UNSPACED = re.compile(
    r"[\u3041-\u3096\u30fc\u3005\u3400-\u4dbf\u4e00-\u9fff]"
    r"|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
    r"|[\u1100-\u11ff]+?(?=[\u1100-\u1112][\u1161-\u1175]|[^\u1100-\u11ff]|\Z)"
)


def cuts(piece: str) -> Iterator[tuple[int, int]]:
    """Yield where the words of a folded run of letters begin and end; one word unless its script has no spaces."""
    last = 0
    if not piece.isascii():
        for found in _UNSPACED.finditer(piece):
            if found.start() > last:
                yield last, found.start()
            yield found.span()
            last = found.end()
    if last < len(piece):
        yield last, len(piece)


def words_of(choice: str) -> list[str]:
    """Cut one folded word of a pattern the way a text is cut."""
    return [choice[start:end] for start, end in cuts(choice)]
