package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many pods each ReplicaSet of a Deployment shall have next: the arithmetic of the real controller.
 *
 * @param replicas pods wanted
 * @param maxSurge pods that may exist over {@code replicas}
 * @param maxUnavailable pods that may be missing
 */
record RollingUpdate(int replicas, int maxSurge, int maxUnavailable) {

    /** A ReplicaSet as far as this is concerned: pods asked for, and available ones. */
    record Size(int asked, int available) {}

    /** 25 % each where nothing is said; surge rounds up, unavailable down, and never both are 0. */
    static RollingUpdate of(Deployment deployment) {
        int replicas = replicas(deployment);
        var rolling =
                Optional.ofNullable(deployment.getSpec().getStrategy()).map(strategy -> strategy.getRollingUpdate());
        int surge = resolve(rolling.map(it -> it.getMaxSurge()), replicas, true);
        int unavailable = resolve(rolling.map(it -> it.getMaxUnavailable()), replicas, false);
        return new RollingUpdate(replicas, surge, surge == 0 && unavailable == 0 ? 1 : unavailable);
    }

    static int replicas(Deployment deployment) {
        Integer replicas = deployment.getSpec().getReplicas();
        return replicas == null ? 1 : replicas;
    }

    static int resolve(Optional<IntOrString> value, int replicas, boolean up) {
        if (value.isPresent() && value.get().getIntVal() != null) {
            return value.get().getIntVal();
        }
        String text = value.map(IntOrString::getStrVal).orElse("25%");
        double exact = Integer.parseInt(text.replace("%", "")) * replicas / 100.0;
        return (int) (up ? Math.ceil(exact) : Math.floor(exact));
    }

    /** What the new ReplicaSet shall have, so that there are no more than {@code replicas + maxSurge} pods. */
    int next(Size newest, List<Size> older) {
        if (newest.asked() >= replicas) {
            return replicas;
        }
        int all = newest.asked() + older.stream().mapToInt(Size::asked).sum();
        int room = Math.max(0, replicas + maxSurge - all);
        return newest.asked() + Math.min(room, replicas - newest.asked());
    }

    /**
     * What each older ReplicaSet (the oldest first) shall have, so that {@code replicas - maxUnavailable} pods stay available. Pods that are
     * not available go first, whichever they belong to.
     */
    List<Integer> shrink(Size newest, List<Size> older) {
        int needed = replicas - maxUnavailable;
        int all = newest.asked() + older.stream().mapToInt(Size::asked).sum();
        int most = all - needed - (newest.asked() - newest.available());
        List<Integer> result = new ArrayList<>();
        int cleaned = 0;
        for (Size size : older) {
            int sick = Math.max(0, size.asked() - size.available());
            int goes = Math.max(0, Math.min(most - cleaned, sick));
            cleaned += goes;
            result.add(size.asked() - goes);
        }
        int available =
                newest.available() + older.stream().mapToInt(Size::available).sum();
        int spare = most <= 0 ? 0 : Math.max(0, available - needed);
        for (int i = 0; i < result.size(); i++) {
            int goes = Math.min(spare, result.get(i));
            spare -= goes;
            result.set(i, result.get(i) - goes);
        }
        return result;
    }
}
