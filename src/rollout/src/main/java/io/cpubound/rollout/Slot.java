package io.cpubound.rollout;

import java.util.List;
import java.util.Optional;

/**
 * One place below {@code replicas} and the pods that are in it.
 *
 * @param index which place
 * @param goal the revision that it is to have
 * @param update its active pod of that revision
 * @param outdated its active pods of other revisions, the one that is most worth keeping first
 * @param going what only holds a name or some time: leaving, terminating and failed pods; not those that are
 *     kept as servers of last resort, nor those that are lost
 */
record Slot(int index, String goal, Optional<Pod> update, List<Pod> outdated, List<Pod> going) {

    boolean empty() {
        return update.isEmpty() && outdated.isEmpty();
    }

    boolean replaced() {
        return update.isPresent() && update.get().available();
    }

    /** Nothing is here that is wanted or on its way out. */
    boolean unused() {
        return empty() && going.isEmpty();
    }

    /**
     * Something is under way here: it is at rest only with one pod alone, and that is either outdated (nothing has begun)
     * or available (all is done).
     */
    boolean inTransition() {
        boolean alone = (update.isPresent() ? 1 : 0) + outdated.size() + going.size() == 1;
        if (!alone || !going.isEmpty()) {
            return true;
        }
        return update.isPresent() && !replaced();
    }
}
