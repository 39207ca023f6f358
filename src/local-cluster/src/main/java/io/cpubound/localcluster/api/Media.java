package io.cpubound.localcluster.api;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** How an answer shall be written: the first of the Accept header's wishes that can be met. */
record Media(Form form, boolean yaml) {

    /** What of an object is written. */
    enum Form {
        WHOLE,
        TABLE,
        /** Metadata alone. */
        PARTIAL
    }

    private static final Media JSON = new Media(Form.WHOLE, false);
    private static final Set<String> AS_JSON = Set.of("application/json", "*/*", "application/*");
    private static final Set<String> PARTIAL = Set.of("as=PartialObjectMetadata", "as=PartialObjectMetadataList");

    /** @throws ApiException 406 when none can be met: protobuf alone is none of ours */
    static Media of(String accept) {
        if (accept.isBlank()) {
            return JSON;
        }
        for (String wish : accept.split(",", -1)) {
            List<String> words =
                    Arrays.stream(wish.split(";", -1)).map(String::trim).toList();
            boolean json = AS_JSON.contains(words.get(0));
            if (!json && !words.get(0).equals("application/yaml")) {
                continue;
            }
            List<String> parameters = words.subList(1, words.size());
            boolean plain = parameters.stream().noneMatch(parameter -> parameter.startsWith("as="));
            if (plain) {
                return new Media(Form.WHOLE, !json);
            } else if (parameters.contains("as=Table")) {
                return new Media(Form.TABLE, !json);
            } else if (parameters.stream().anyMatch(PARTIAL::contains)) {
                return new Media(Form.PARTIAL, !json);
            }
        }
        throw ApiException.of(
                406,
                "NotAcceptable",
                "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml,"
                        + " application/json;stream=watch");
    }

    String type() {
        return yaml ? "application/yaml" : "application/json";
    }
}
