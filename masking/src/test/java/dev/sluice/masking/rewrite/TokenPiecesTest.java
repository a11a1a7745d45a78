package dev.sluice.masking.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenPiecesTest {
    private final TokenPieces pieces = new TokenPieces();

    @Test
    void cutsWhatWasHeldBackAtItsTokens() {
        // Given
        pieces.append(" chat");
        pieces.append("bot");
        pieces.append(". ");

        // When
        var cut = pieces.cut(" chatbot. ", 0);

        // Then
        assertThat(cut).containsExactly(" chat", "bot", ". ");
    }

    @Test
    void keepsATokensFirstPartUntilItsRestIsVisible() {
        // Given
        pieces.append("river");
        pieces.append(" bank");

        // When
        var first = pieces.cut("river ", 4);
        var second = pieces.cut("bank", 0);

        // Then
        assertThat(first).containsExactly("river");
        assertThat(second).containsExactly(" bank");
    }

    @Test
    void showsATokensFirstPartWithTheMaskThatTakesItsRest() {
        // Given
        pieces.append("call 138");
        pieces.append("00138000");

        // When
        var first = pieces.cut("call ", 11);
        var second = pieces.cut("138****8000", 0);

        // Then
        assertThat(first).isEmpty();
        assertThat(second).containsExactly("call 138****8000");
    }

    @Test
    void keepsHalfACharacterUntilTheOtherHalfIsVisible() {
        // Given
        pieces.append("so \ud83d");
        pieces.append("\ude00!");

        // When
        var first = pieces.cut("so \ud83d", 2);
        var second = pieces.cut("\ude00!", 0);

        // Then
        assertThat(first).isEmpty();
        assertThat(second).containsExactly("so \ud83d\ude00!");
    }

    @Test
    void givesAwayATokensFirstPartWhenItsRestWillNotCome() {
        // Given
        pieces.append("call 138");
        pieces.cut("call ", 3);

        // When
        var rest = pieces.takeBegun();

        // Then
        assertThat(rest).isEqualTo("call ");
        assertThat(pieces.takeBegun()).isEmpty();
    }

    @Test
    void keepsMaskedTextInOnePieceAndFindsTheTokensAgainBehindIt() {
        // Given
        pieces.append("138001");
        pieces.append("38000");
        pieces.append(" is");

        // When
        var masked = pieces.cut("138****8000", 3);
        var behind = pieces.cut(" is", 0);

        // Then
        assertThat(masked).containsExactly("138****8000");
        assertThat(behind).containsExactly(" is");
    }

    @Test
    void showsNothingWhileATextIsSwallowed() {
        // Given
        pieces.append("secret");

        // When
        var cut = pieces.cut("", 0);

        // Then
        assertThat(cut).isEmpty();
    }
}
