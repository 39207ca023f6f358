package io.cpubound.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashChainTest {

    /** The first is FIPS 180's own example; the others were computed with Python's hashlib. */
    @ParameterizedTest
    @CsvSource({
        "abc, 1, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "hello, 2, 9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50",
        "123, 5000, e1ed782f4403d01901f601579c8d6a8c40e313ecd3102a6a684fee0d68a944c8",
    })
    void givesKnownAnswers(String input, int iterations, String hash) {
        assertThat(HashChain.hash(input.getBytes(StandardCharsets.UTF_8), iterations))
                .isEqualTo(hash);
    }
}
