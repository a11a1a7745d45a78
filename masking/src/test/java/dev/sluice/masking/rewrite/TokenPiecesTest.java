package dev.sluice.masking.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.masking.rewrite.TokenPieces.Piece;
import org.junit.jupiter.api.Test;

class TokenPiecesTest {
    private final TokenPieces pieces = new TokenPieces();

    @Test
    void cutsWhatWasHeldBackAtItsTokens() {
        // Given
        pieces.append(" chat", null);
        pieces.append("bot", null);
        pieces.append(". ", null);

        // When
        var cut = pieces.cut(" chatbot. ", 0);

        // Then
        assertThat(cut).extracting(Piece::text).containsExactly(" chat", "bot", ". ");
    }

    @Test
    void keepsATokensFirstPartUntilItsRestIsVisible() {
        // Given
        pieces.append("river", null);
        pieces.append(" bank", null);

        // When
        var first = pieces.cut("river ", 4);
        var second = pieces.cut("bank", 0);

        // Then
        assertThat(first).extracting(Piece::text).containsExactly("river");
        assertThat(second).extracting(Piece::text).containsExactly(" bank");
    }

    @Test
    void showsATokensFirstPartWithTheMaskThatTakesItsRest() {
        // Given
        pieces.append("call 138", null);
        pieces.append("00138000", null);

        // When
        var first = pieces.cut("call ", 11);
        var second = pieces.cut("138****8000", 0);

        // Then
        assertThat(first).isEmpty();
        assertThat(second).extracting(Piece::text).containsExactly("call 138****8000");
    }

    @Test
    void keepsHalfACharacterUntilTheOtherHalfIsVisible() {
        // Given
        pieces.append("so \ud83d", null);
        pieces.append("\ude00!", null);

        // When
        var first = pieces.cut("so \ud83d", 2);
        var second = pieces.cut("\ude00!", 0);

        // Then
        assertThat(first).isEmpty();
        assertThat(second).extracting(Piece::text).containsExactly("so \ud83d\ude00!");
    }

    @Test
    void givesAwayATokensFirstPartWhenItsRestWillNotCome() {
        // Given
        pieces.append("call 138", null);
        var _ = pieces.cut("call ", 3);

        // When
        var rest = pieces.takeBegun();

        // Then
        assertThat(rest).isEqualTo("call ");
        assertThat(pieces.takeBegun()).isEmpty();
    }

    @Test
    void keepsMaskedTextInOnePieceAndFindsTheTokensAgainBehindIt() {
        // Given
        pieces.append("138001", null);
        pieces.append("38000", null);
        pieces.append(" is", null);

        // When
        var masked = pieces.cut("138****8000", 3);
        var behind = pieces.cut(" is", 0);

        // Then
        assertThat(masked).extracting(Piece::text).containsExactly("138****8000");
        assertThat(behind).extracting(Piece::text).containsExactly(" is");
    }

    @Test
    void showsNothingWhileATextIsSwallowed() {
        // Given
        pieces.append("secret", null);

        // When
        var cut = pieces.cut("", 0);

        // Then
        assertThat(cut).isEmpty();
    }
}
