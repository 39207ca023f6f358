package io.cpubound.localcluster.conformance;

/** Pods to talk to, that are the same here and on a real cluster. */
final class StreamPods {

    private final Api api;
    private final Scratch scratch;

    StreamPods(Api api, Scratch scratch) {
        this.api = api;
        this.scratch = scratch;
    }

    /** Sleeps, until it is told to end. */
    void sleeper(String name) {
        create(
                name,
                "containers: [{name: c, image: 'busybox:1.37', command: [sleep, '10000'], env: [{name: COLOUR, value: blue}]}]");
        awaitRunning(name);
    }

    /** Two containers, and an init container that has ended. */
    void several(String name) {
        create(
                name,
                """
                initContainers: [{name: i, image: 'busybox:1.37', command: ['true']}]
                  containers:
                  - {name: a, image: 'busybox:1.37', command: [sleep, '10000']}
                  - {name: b, image: 'busybox:1.37', command: [sleep, '10000']}""");
        awaitRunning(name);
    }

    /** No node is good enough for it. */
    void unscheduled(String name) {
        create(
                name,
                "nodeSelector: {no: such}\n  containers: [{name: c, image: 'busybox:1.37', command: [sleep, '10000']}]");
    }

    void completed(String name) {
        create(name, "restartPolicy: Never\n  containers: [{name: c, image: 'busybox:1.37', command: ['true']}]");
        api.await(scratch.path("pods/" + name), pod -> pod.at("status/phase").equals("Succeeded"));
    }

    /** Counts aloud. */
    void counter(String name) {
        create(
                name,
                "containers: [{name: c, image: 'busybox:1.37', command: [sh, -c, 'i=0; while true; do echo count $i; i=$((i+1));"
                        + " sleep 0.2; done']}]");
        awaitRunning(name);
    }

    /** Answers hello on 8080. A pod's address is one of many on this machine, if it is one of the loopback's. */
    void web(String name) {
        create(
                name,
                """
                volumes: [{name: work, emptyDir: {}}]
                  containers:
                  - name: c
                    image: nginx:1.22
                    env: [{name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]
                    volumeMounts: [{name: work, mountPath: /scratch}]
                    readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
                    command:
                    - sh
                    - -c
                    - |
                      case $IP in 127.*) at=$IP ;; *) at=0.0.0.0 ;; esac
                      echo "pid /scratch/pid; daemon off; error_log stderr; events {}
                      http { access_log off; client_body_temp_path /scratch/b; proxy_temp_path /scratch/p; fastcgi_temp_path /scratch/f;
                      uwsgi_temp_path /scratch/u; scgi_temp_path /scratch/s; server { listen $at:8080; return 200 hello; } }" > /scratch/conf
                      exec nginx -c /scratch/conf""");
        api.await(scratch.path("pods/" + name), pod -> pod.at("status/containerStatuses/0/ready")
                .equals("true"));
    }

    private void create(String name, String spec) {
        api.post(
                        scratch.path("pods"),
                        "metadata: {name: %s}\nspec:\n  terminationGracePeriodSeconds: 1\n  %s".formatted(name, spec))
                .must(201);
    }

    private void awaitRunning(String name) {
        api.await(scratch.path("pods/" + name), pod -> pod.at("status/phase").equals("Running"));
    }
}
