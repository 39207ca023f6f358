package io.cpubound.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs with the environment that the pom sets: HASH_ITERATIONS=5000 APP_VERSION=1.2.3 POD_NAME=pod-a. */
@QuarkusTest
class HashRoutesTest {

    private static final String HASH_OF_123 = "e1ed782f4403d01901f601579c8d6a8c40e313ecd3102a6a684fee0d68a944c8";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TestHTTPResource("/")
    URI server;

    @Test
    void getAnswersTheHashWithVersionAndPod() throws Exception {
        HttpResponse<String> answer = get("hash/123");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(HASH_OF_123);
        assertThat(answer.headers().firstValue("X-App-Version")).hasValue("1.2.3");
        assertThat(answer.headers().firstValue("X-App-Pod")).hasValue("pod-a");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain;charset=UTF-8");
    }

    @Test
    void postAnswersTheHashOfItsBody() throws Exception {
        HttpResponse<String> answer = post("123".getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(HASH_OF_123);
        assertThat(answer.headers().firstValue("X-App-Pod")).hasValue("pod-a");
    }

    @Test
    void escapesInThePathAreBytesOfTheInput() throws Exception {
        assertThat(get("hash/gr%C3%BC%C3%9Fe%2F%E2%82%AC%20%3F").body())
                .isEqualTo(post("grüße/€ ?".getBytes(StandardCharsets.UTF_8)).body())
                .isEqualTo("a988e5f3ea2f2ed61edb83f98f1eed4ff4019b58b57ebd3cfab3398d8db68133");
    }

    @Test
    void delayMillisHoldsTheAnswerAndTakesNoThread() {
        long begin = System.nanoTime();
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 100)
                .mapToObj(i -> CLIENT.sendAsync(request("hash/123?delayMillis=1000"), BodyHandlers.ofString()))
                .toList();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().body()).isEqualTo(HASH_OF_123));
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-1", "600001", "1.5", "99999999999"})
    void aDelayThatIsNoneIsRefusedWithItsValue(String value) throws Exception {
        HttpResponse<String> answer = get("hash/123?delayMillis=" + value);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("delayMillis is '" + value + "': it must be a whole number from 0 to 600000\n");
    }

    @Test
    void theLongestInputIsTakenAndALongerOneRefused() throws Exception {
        assertThat(get("hash/" + "a".repeat(4096)).statusCode()).isEqualTo(200);
        assertThat(get("hash/" + "%C3%BC".repeat(2048)).statusCode()).isEqualTo(200);
        assertThat(post(new byte[4096]).statusCode()).isEqualTo(200);

        assertThat(get("hash/" + "a".repeat(4097)).body())
                .isEqualTo("input has 4097 bytes or more: it must have 1 to 4096\n");
        assertThat(post(new byte[20_000_000]).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "hash/"})
    void aMissingInputIsRefused(String path) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("input is '': GET /hash/{input} wants it in the path, 1 to 4096 bytes\n");
    }

    @Test
    void anEmptyBodyIsRefused() throws Exception {
        HttpResponse<String> answer = post(new byte[0]);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("input is '': POST /hash wants it as the body, 1 to 4096 bytes\n");
    }

    @ParameterizedTest
    @CsvSource({"q/health/live", "q/health/ready", "q/health/started"})
    void isHealthy(String path) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"UP\"");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(request(path), BodyHandlers.ofString());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).build();
    }

    private HttpResponse<String> post(byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("hash"))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }
}
