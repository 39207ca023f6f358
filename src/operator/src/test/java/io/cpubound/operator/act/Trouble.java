package io.cpubound.operator.act;

import io.fabric8.mockwebserver.dsl.HttpMethod;

/** What a server in trouble does with a request; the operator's client may ask a second time by itself. */
enum Trouble {
    ERROR("etcd is tired") {
        @Override
        void with(ServerInTrouble server, HttpMethod method, String path) {
            server.fails(method, path, 500, "etcd is tired");
        }
    },
    OVERLOAD("Too many requests") {
        @Override
        void with(ServerInTrouble server, HttpMethod method, String path) {
            server.isBusy(method, path);
        }
    },
    SLOW("timeout period of 500ms has been exceeded") {
        @Override
        void with(ServerInTrouble server, HttpMethod method, String path) {
            server.isSlow(method, path);
        }
    },
    NO_BACKEND("Service Unavailable") {
        @Override
        void with(ServerInTrouble server, HttpMethod method, String path) {
            server.answers(method, path, 503, "<html>no backend is ready</html>");
        }
    };

    private final String said;

    Trouble(String said) {
        this.said = said;
    }

    /** What is said of it. */
    String said() {
        return said;
    }

    /** Meets the next request of this kind. */
    abstract void with(ServerInTrouble server, HttpMethod method, String path);
}
