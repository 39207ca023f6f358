package io.cpubound.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/** How a new pod's share of the requests grows. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WarmUpSpec(
        @Required
                @Min(1) @Max(3600) @JsonPropertyDescription(
                        "Seconds from a new pod's first request until its weight in nginx is the full upstream.weight; it counts as"
                                + " available after that.")
                Integer seconds,
        @Default("5")
                @Min(1) @Max(20) @JsonPropertyDescription(
                        "In how many steps of equal length the weight grows; each is a reload of nginx. Default 5.")
                Integer steps,
        @Default("10")
                @Min(1) @Max(99) @JsonPropertyDescription("The weight of the first step, in percent of upstream.weight. Default 10.")
                Integer startPercent) {

    public WarmUpSpec {
        steps = steps == null ? Integer.valueOf(5) : steps;
        startPercent = startPercent == null ? Integer.valueOf(10) : startPercent;
    }
}
