package io.cpubound.localcluster.stream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What the error stream says when a command has ended, in the words of a kubelet (1.36).
 *
 * @param json a Status (version 4 and later); else text, and nothing when all is well
 * @param translated version 5 passes through the API server, which repeats some of the words
 */
record Statuses(boolean json, boolean translated) {

    String of(PodRuntime.Outcome outcome, List<String> command) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.putObject("metadata");
        if (outcome instanceof PodRuntime.Exited exited && exited.code() == 0) {
            return json ? status.put("status", "Success").toString() : "";
        }
        status.put("status", "Failure");
        if (outcome instanceof PodRuntime.Exited exited) {
            String code = Integer.toString(exited.code());
            String how = translated
                    ? "command terminated with exit code " + code
                    : "error executing command [" + String.join(" ", command) + "], exit code " + code;
            status.put("message", "command terminated with non-zero exit code: " + how)
                    .put("reason", "NonZeroExitCode");
            status.putObject("details")
                    .putArray("causes")
                    .addObject()
                    .put("reason", "ExitCode")
                    .put("message", code);
        } else if (outcome instanceof PodRuntime.Failed failed) {
            String internal = "Internal error occurred: ";
            String why = (translated ? internal : "") + "error executing command in container: " + failed.reason();
            status.put("message", internal + why).put("reason", "InternalError");
            status.putObject("details").putArray("causes").addObject().put("message", why);
            status.put("code", 500);
        }
        return json ? status.toString() : status.path("message").asText();
    }
}
