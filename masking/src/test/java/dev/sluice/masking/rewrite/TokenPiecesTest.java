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
    void cutsATokenOfWhichOnlyAPartIsShown() {
        // Given
        pieces.append(" Hi.Bob");

        // When
        var first = pieces.cut(" Hi.", 3);
        var second = pieces.cut("Bob", 0);

        // Then
        assertThat(first).containsExactly(" Hi.");
        assertThat(second).containsExactly("Bob");
    }

    @Test
    void sendsATokensFirstPartAlongWithTheTokenBefore() {
        // Given
        pieces.append("river");
        pieces.append(" bank");

        // When
        var cut = pieces.cut("river ", 4);

        // Then
        assertThat(cut).containsExactly("river ");
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
