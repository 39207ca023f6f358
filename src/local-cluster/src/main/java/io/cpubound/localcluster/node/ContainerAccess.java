package io.cpubound.localcluster.node;

import io.cpubound.localcluster.api.LogSource;
import io.cpubound.localcluster.stream.PodRuntime;
import io.cpubound.localcluster.stream.PodRuntime.Outcome;
import io.cpubound.localcluster.stream.PodRuntime.Session;
import io.cpubound.localcluster.stream.PodRuntime.Stdio;
import io.cpubound.localcluster.stream.PodRuntime.Target;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Exec and attach to a container that runs. */
record ContainerAccess(Inside inside, ContainerLogs logs, Target target) implements PodRuntime.Container {

    /** What has ended before it began. */
    private static final Session NONE = new Session() {
        @Override
        public void resize(int columns, int rows) {}

        @Override
        public void close() {}
    };

    @Override
    public Session exec(List<String> command, Stdio stdio, Consumer<Outcome> ended) {
        try {
            return ExecSession.start(inside, command, stdio, ended);
        } catch (IOException e) {
            ended.accept(new PodRuntime.Failed(
                    "failed to exec in container: failed to start exec \"" + target.uid() + "\": " + e.getMessage()));
            return NONE;
        }
    }

    @Override
    public Session attach(Stdio stdio, Consumer<Outcome> ended) {
        Optional<ContainerLogs.Log> log = logs.find(target.container(), false);
        if (log.isEmpty()) {
            ended.accept(new PodRuntime.Failed("container not running"));
            return NONE;
        }
        LogSource.Request fromNowOn = new LogSource.Request(
                target.namespace(),
                target.pod(),
                target.uid(),
                target.node(),
                target.container(),
                true,
                false,
                false,
                Optional.of(0),
                Optional.empty(),
                Optional.empty());
        AttachSession session = new AttachSession(stdio, ended);
        session.reader = new LogReader(session.thread).read(fromNowOn, log.get().file(), logs, session);
        return session;
    }

    /** What a container writes, line by line: we read its log. */
    private static final class AttachSession implements Session, LogSource.Sink {
        private final Stdio stdio;
        private final Consumer<Outcome> ended;
        /** Its own: a client that does not read blocks it. */
        private final Pool thread = new Pool(1);

        private volatile Runnable reader = () -> {};

        AttachSession(Stdio stdio, Consumer<Outcome> ended) {
            this.stdio = stdio;
            this.ended = ended;
        }

        @Override
        public void bytes(byte[] part) {
            try {
                stdio.out().write(part);
            } catch (IOException e) {
                close();
            }
        }

        @Override
        public void end() {
            ended.accept(new PodRuntime.Exited(0));
            thread.close();
        }

        @Override
        public void resize(int columns, int rows) {
            // The container's process has no terminal.
        }

        @Override
        public void close() {
            reader.run();
            thread.close();
        }
    }
}
