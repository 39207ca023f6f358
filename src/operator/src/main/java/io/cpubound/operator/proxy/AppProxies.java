package io.cpubound.operator.proxy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The nginx pods of one app: whom to ask, what they answered. All of it is guarded by its monitor, and short. */
final class AppProxies {

    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** After this long an asked pod may be asked again, whatever became of the first request. */
    private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int REMEMBERED = 20;

    private final Map<String, Proxy> proxies = new HashMap<>();
    private final Map<String, Set<String>> lists = new LinkedHashMap<>();
    private @Nullable ProxyWanted wanted;

    synchronized void want(Collection<ProxyTarget> targets, ProxyWanted newWanted, Set<String> newLists) {
        if (!newWanted.equals(wanted)) {
            wanted = newWanted;
            lists.remove(newWanted.hash());
            lists.put(newWanted.hash(), Set.copyOf(newLists));
            if (lists.size() > REMEMBERED) {
                lists.remove(lists.keySet().iterator().next());
            }
        }
        Map<String, Proxy> kept = new HashMap<>();
        for (ProxyTarget target : targets) {
            Proxy known = proxies.get(target.uid());
            kept.put(target.uid(), known != null && known.target.equals(target) ? known : new Proxy(target));
        }
        proxies.clear();
        proxies.putAll(kept);
    }

    synchronized Optional<ProxyReport> report(String uid) {
        return Optional.ofNullable(proxies.get(uid)).map(proxy -> proxy.report);
    }

    synchronized Set<String> lists(String hash) {
        return lists.getOrDefault(hash, Set.of());
    }

    /** Sends a request to each pod that is due. */
    void ask(ProxyEndpoint endpoint, long now, Runnable changed) {
        for (Question question : due(now)) {
            endpoint.ask(question.proxy.target.address()).whenComplete((answer, failure) -> {
                boolean news = answer != null
                        ? answered(question, new ProxyReport(question.wanted.epoch(), answer.hash(), answer.status()))
                        : silent(question, System.nanoTime());
                if (news) {
                    changed.run();
                }
            });
        }
    }

    private synchronized List<Question> due(long now) {
        ProxyWanted what = wanted;
        List<Question> questions = new ArrayList<>();
        if (what != null) {
            proxies.values().stream().filter(dueAt(what, now)).forEach(proxy -> {
                proxy.askedAt = now;
                proxy.asked = true;
                questions.add(new Question(proxy, what));
            });
        }
        return questions;
    }

    private static Predicate<Proxy> dueAt(ProxyWanted what, long now) {
        return proxy -> {
            if (proxy.asked) {
                return now - proxy.askedAt > LOST_NANOS;
            }
            boolean settled = proxy.report != null && proxy.report.runsOnly(what);
            return !settled || now - proxy.askedAt > SLOW_NANOS;
        };
    }

    private synchronized boolean answered(Question question, ProxyReport report) {
        Proxy proxy = question.proxy;
        boolean news = !report.equals(proxy.report);
        proxy.asked = false;
        proxy.report = report;
        proxy.answeredAt = System.nanoTime();
        return news;
    }

    private synchronized boolean silent(Question question, long now) {
        Proxy proxy = question.proxy;
        proxy.asked = false;
        if (proxy.report == null || now - proxy.answeredAt < SILENT_NANOS) {
            return false;
        }
        proxy.report = null;
        return true;
    }

    private record Question(Proxy proxy, ProxyWanted wanted) {}

    private static final class Proxy {
        private final ProxyTarget target;
        private @Nullable ProxyReport report;
        private boolean asked;
        private long askedAt;
        private long answeredAt;

        private Proxy(ProxyTarget target) {
            this.target = target;
        }
    }
}
