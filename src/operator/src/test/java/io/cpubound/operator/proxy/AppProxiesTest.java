package io.cpubound.operator.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.nginx.ProxyStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AppProxiesTest {

    private static final ProxyTarget ONE = new ProxyTarget("uid-1", "10.0.0.1");
    private static final ProxyTarget TWO = new ProxyTarget("uid-2", "10.0.0.2");
    private static final ProxyWanted WANTED = new ProxyWanted("1", "hash-1");

    private final AppProxies proxies = new AppProxies();
    private final Questions questions = new Questions();
    private int news;

    @Test
    void asksEachPodOnceUntilItHasAnswered() {
        proxies.want(List.of(ONE, TWO), WANTED, Set.of());

        tick(0);
        tick(1);

        assertThat(questions.asked).containsExactlyInAnyOrder(ONE.address(), TWO.address());
    }

    @Test
    void tellsWhatIsNewAndOnlyThat() {
        proxies.want(List.of(ONE), WANTED, Set.of());

        tick(0);
        questions.answer(ONE, "older", 0);
        assertThat(news).isEqualTo(1);

        tick(1);
        questions.answer(ONE, "older", 0);
        assertThat(news).isEqualTo(1);

        tick(2);
        questions.answer(ONE, "hash-1", 1);
        assertThat(news).isEqualTo(2);
        assertThat(proxies.report("uid-1").orElseThrow().runsOnly(WANTED)).isFalse();

        tick(3);
        questions.answer(ONE, "hash-1", 0);
        assertThat(news).isEqualTo(3);
        assertThat(proxies.report("uid-1").orElseThrow().runsOnly(WANTED)).isTrue();
    }

    @Test
    void aSettledPodIsAskedSeldom() {
        proxies.want(List.of(ONE), WANTED, Set.of());
        tick(0);
        questions.answer(ONE, "hash-1", 0);
        questions.asked.clear();

        tick(TimeUnit.SECONDS.toNanos(9));
        assertThat(questions.asked).isEmpty();

        tick(TimeUnit.SECONDS.toNanos(11));
        assertThat(questions.asked).containsExactly(ONE.address());
    }

    @Test
    void anAnswerToAnEarlierQuestionIsNoProofForALaterConfiguration() {
        ProxyWanted back = new ProxyWanted("3", "hash-1");
        proxies.want(List.of(ONE), WANTED, Set.of());
        tick(0);
        proxies.want(List.of(ONE), new ProxyWanted("2", "hash-2"), Set.of());
        proxies.want(List.of(ONE), back, Set.of());

        questions.answer(ONE, "hash-1", 0);

        assertThat(proxies.report("uid-1").orElseThrow().runs(back)).isFalse();
        tick(1);
        questions.answer(ONE, "hash-1", 0);
        assertThat(proxies.report("uid-1").orElseThrow().runs(back)).isTrue();
    }

    @Test
    void remembersWhomAConfigurationListed() {
        proxies.want(List.of(), WANTED, Set.of("a", "b"));
        proxies.want(List.of(), new ProxyWanted("2", "hash-2"), Set.of("b"));

        assertThat(proxies.lists("hash-1")).containsExactlyInAnyOrder("a", "b");
        assertThat(proxies.lists("hash-2")).containsExactly("b");
        assertThat(proxies.lists("unknown")).isEmpty();
    }

    @Test
    void aPodThatIsGoneIsForgotten() {
        proxies.want(List.of(ONE), WANTED, Set.of());
        tick(0);
        questions.answer(ONE, "hash-1", 0);

        proxies.want(List.of(TWO), WANTED, Set.of());

        assertThat(proxies.report("uid-1")).isEmpty();
    }

    private void tick(long nanos) {
        proxies.ask(questions, nanos, () -> news++);
    }

    /** Asked by hand, answered by hand. */
    private static final class Questions implements ProxyEndpoint {
        private final List<String> asked = new ArrayList<>();
        private final Map<String, CompletableFuture<Answer>> open = new HashMap<>();

        @Override
        public CompletionStage<Answer> ask(String address) {
            asked.add(address);
            return open.computeIfAbsent(address, unused -> new CompletableFuture<>());
        }

        private void answer(ProxyTarget target, String hash, int oldWorkers) {
            open.remove(target.address())
                    .complete(new Answer(hash, new ProxyStatus(hash, Optional.empty(), oldWorkers)));
        }
    }
}
