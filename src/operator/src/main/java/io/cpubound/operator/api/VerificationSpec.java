package io.cpubound.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The request that a new pod must answer as expected before it gets traffic. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VerificationSpec(
        @Required
                @JsonPropertyDescription(
                        "The request, sent straight to the pod once it is ready. Use one that does what the app is for.")
                HttpGet httpGet,
        @Default("200")
                @Min(100) @Max(599) @JsonPropertyDescription(
                        "The status that the answer must have; redirects are not followed. Default 200.")
                Integer expectedStatus,
        @Size(min = 1, max = 1000) @ValidationRule(
                        // A pattern that does not compile is an error, and an error fails a rule as well as a false
                        // does.
                        value = "''.matches(self) ? true : true",
                        message =
                                "verification.expectedBody must be a regular expression in RE2 syntax; this one does not"
                                        + " compile")
                @JsonPropertyDescription(
                        "A regular expression (RE2 syntax) that must be found in the first 64 KiB of the answer's body. Default:"
                                + " any body.")
                @Nullable String expectedBody,
        @Default("5")
                @Min(1) @Max(60) @JsonPropertyDescription("Seconds that the pod has for the whole answer. Default 5.")
                Integer timeoutSeconds,
        @Default("3")
                @Min(1) @Max(20) @JsonPropertyDescription(
                        "How often the request is sent until one answer is as expected; when none is, the pod has failed. Default 3.")
                Integer attempts,
        @Default("2") @Min(1) @Max(60) @JsonPropertyDescription("Seconds from one try to the next. Default 2.")
                Integer intervalSeconds) {

    /** The request. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record HttpGet(
            @Required
                    @Size(min = 1, max = 2000) @Pattern("^/[!-~]*$") @JsonPropertyDescription("The path with its query, percent-encoded, such as /hash/123.")
                    String path,
            @Min(1) @Max(65535) @JsonPropertyDescription("The port on the pod. Default: spec.port.") @Nullable Integer port,
            @Default("HTTP")
                    @JsonPropertyDescription(
                            "HTTP or HTTPS; the certificate is not checked, as with a probe. Default HTTP.")
                    Scheme scheme,
            @Size(max = 32) @JsonPropertyDescription("Headers of the request, such as Host or Authorization.")
                    List<Header> headers) {

        public HttpGet {
            scheme = scheme == null ? Scheme.HTTP : scheme;
            headers = headers == null ? List.of() : List.copyOf(headers);
        }
    }

    /** With or without TLS. */
    public enum Scheme {
        @JsonProperty("HTTP")
        HTTP,
        @JsonProperty("HTTPS")
        HTTPS
    }

    /** A header of the request. */
    public record Header(
            @Required
                    @Size(min = 1, max = 100) @Pattern("^[-!#$%&'*+.^_`|~0-9A-Za-z]+$") @JsonPropertyDescription("The header's name.")
                    String name,
            @Required
                    @Size(max = 4000) @Pattern("^[ -~]*$") @JsonPropertyDescription("The header's value, printable ASCII.")
                    String value) {}

    public VerificationSpec {
        expectedStatus = expectedStatus == null ? Integer.valueOf(200) : expectedStatus;
        timeoutSeconds = timeoutSeconds == null ? Integer.valueOf(5) : timeoutSeconds;
        attempts = attempts == null ? Integer.valueOf(3) : attempts;
        intervalSeconds = intervalSeconds == null ? Integer.valueOf(2) : intervalSeconds;
    }
}
