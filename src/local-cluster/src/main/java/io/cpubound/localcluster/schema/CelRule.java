package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One rule with its message. A rule that does not compile fails every object, as in the real server. */
final class CelRule {

    private static final CelOptions OPTIONS =
            CelOptions.current().enableHeterogeneousNumericComparisons(true).build();
    private static final CelRuntime RUNTIME = CelRuntimeFactory.legacyCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addLibraries(
                    CelExtensions.strings(),
                    CelExtensions.sets(OPTIONS),
                    CelExtensions.lists(),
                    CelExtensions.optional())
            .addFunctionBindings(CelFunctionBinding.from(
                    "is_quantity", String.class, text -> Quantities.parse(text).isPresent()))
            .build();
    private static final Pattern MISSING_KEY = Pattern.compile("key '([^']+)' is not present in map");

    private static final Pattern CANDIDATES = Pattern.compile(" \\(candidates: .*\\)(?=\\n|$)");

    private final JsonNode definition;
    private final String schemaType;
    private final @Nullable CelAbstractSyntaxTree rule;
    private final @Nullable CelAbstractSyntaxTree messageRule;
    private final CelRuntime.@Nullable Program program;
    private final CelRuntime.@Nullable Program message;
    private final boolean asksForOld;
    private final String compileError;

    private CelRule(JsonNode definition, String schemaType, CelCompiler compiler) {
        this.definition = definition;
        this.schemaType = schemaType;
        CelAbstractSyntaxTree ast = null;
        CelAbstractSyntaxTree messageAst = null;
        CelRuntime.Program compiled = null;
        CelRuntime.Program compiledMessage = null;
        boolean old = false;
        String error = "";
        try {
            ast = compiler.compile(text("rule")).getAst();
            if (!ast.getResultType().equals(SimpleType.BOOL)) {
                error = "cel expression must evaluate to a bool";
            }
            old = ast.getReferenceMap().values().stream()
                    .anyMatch(used -> used.name().equals("oldSelf"));
            compiled = RUNTIME.createProgram(ast);
            if (!text("messageExpression").isEmpty()) {
                messageAst = compiler.compile(text("messageExpression")).getAst();
                compiledMessage = RUNTIME.createProgram(messageAst);
            }
        } catch (CelValidationException | CelEvaluationException e) {
            error = "compilation failed: " + asInGo(String.valueOf(e.getMessage()));
        }
        this.rule = error.isEmpty() ? ast : null;
        this.messageRule = error.isEmpty() ? messageAst : null;
        this.program = error.isEmpty() ? compiled : null;
        this.message = compiledMessage;
        this.asksForOld = old;
        this.compileError = error;
    }

    static List<CelRule> all(Structural schema, boolean resource) {
        List<CelRule> rules = new ArrayList<>();
        if (!schema.rules().isEmpty()) {
            CelTypes types = new CelTypes();
            CelType self = types.of(schema, resource);
            CelCompiler plain = compiler(types, self, self);
            CelCompiler optional = compiler(types, self, OptionalType.create(self));
            schema.rules()
                    .forEach(rule ->
                            rules.add(new CelRule(rule, schema.type(), isOldOptional(rule) ? optional : plain)));
        }
        return rules;
    }

    private static CelCompiler compiler(CelTypes types, CelType self, CelType oldSelf) {
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(
                        CelExtensions.strings(),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.lists(),
                        CelExtensions.optional())
                .addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(
                        "isQuantity",
                        CelOverloadDecl.newGlobalOverload("is_quantity", SimpleType.BOOL, SimpleType.STRING)))
                .setTypeProvider(types.provider())
                .addVar("self", self)
                .addVar("oldSelf", oldSelf)
                .build();
    }

    /** Its {@code oldSelf} is an optional value, and it is asked where there is no stored one too. */
    private static boolean isOldOptional(JsonNode definition) {
        return definition.path("optionalOldSelf").asBoolean();
    }

    private String text(String name) {
        return definition.path(name).asText();
    }

    /** A transition rule: it compares with the stored value, and is asked only where there is one, or where it says that there need not be. */
    boolean asksForOld() {
        return asksForOld;
    }

    /** What it costs at most for one value; 0 when it does not compile. */
    long cost(SchemaSize self) {
        return rule == null ? 0 : CelCost.of(rule, self);
    }

    /** What its message costs at most; 0 when that is a constant. */
    long messageCost(SchemaSize self) {
        return messageRule == null ? 0 : CelCost.of(messageRule, self);
    }

    /** What is wrong with the rule itself. */
    Optional<FieldError> problem(String path) {
        if (!compileError.isEmpty()) {
            return Optional.of(FieldErrors.invalid(path + ".rule", shown(), compileError));
        }
        JsonNode optional = definition.path("optionalOldSelf");
        return asksForOld || !optional.isBoolean()
                ? Optional.empty()
                : Optional.of(FieldErrors.invalid(
                        path + ".optionalOldSelf", optional, "may not be set if oldSelf is not used in rule"));
    }

    /** The whole rule, as the real server prints it. */
    private ObjectNode shown() {
        ObjectNode rule = JsonNodeFactory.instance.objectNode();
        rule.put("Rule", text("rule")).put("Message", text("message"));
        rule.put("MessageExpression", text("messageExpression"));
        rule.set("Reason", definition.hasNonNull("reason") ? definition.path("reason") : NullNode.instance);
        rule.put("FieldPath", text("fieldPath"));
        JsonNode optional = definition.path("optionalOldSelf");
        rule.set("OptionalOldSelf", optional.isBoolean() ? optional : NullNode.instance);
        return rule;
    }

    /** The compiler for Go names no candidates, and says what a syntax error is. */
    private static String asInGo(String message) {
        return CANDIDATES
                .matcher(message)
                .replaceAll("")
                .replaceAll(
                        "(ERROR: <input>:\\d+:\\d+: )(mismatched|extraneous|no viable|token)", "$1Syntax error: $2");
    }

    Optional<FieldError> check(Object self, @Nullable Object oldSelf, JsonNode value, String path) {
        String field = path.isEmpty() ? FieldErrors.NO_FIELD : path;
        if (program == null) {
            return Optional.of(FieldErrors.invalid(field, schemaType, "rule compile error: " + compileError));
        }
        boolean optional = isOldOptional(definition);
        if (asksForOld && oldSelf == null && !optional) {
            return Optional.empty();
        }
        Map<String, Object> variables = new HashMap<>();
        variables.put("self", self);
        if (optional) {
            variables.put("oldSelf", Optional.ofNullable(oldSelf));
        } else if (oldSelf != null) {
            variables.put("oldSelf", oldSelf);
        }
        try {
            if (Boolean.TRUE.equals(program.eval(variables))) {
                return Optional.empty();
            }
        } catch (CelEvaluationException e) {
            return Optional.of(FieldErrors.invalid(field, schemaType, reason(e) + " evaluating rule: " + ruleName()));
        }
        String fieldPath = text("fieldPath");
        return Optional.of(error(
                path.isEmpty() && !fieldPath.isEmpty() ? fieldPath.substring(1) : field + fieldPath,
                value,
                detail(variables)));
    }

    private FieldError error(String field, JsonNode value, String detail) {
        return switch (text("reason")) {
            case "FieldValueForbidden" -> FieldErrors.forbidden(field, detail);
            case "FieldValueRequired" -> FieldErrors.required(field, detail);
            case "FieldValueDuplicate" -> FieldErrors.duplicate(field, value);
            default ->
                value.isContainerNode()
                        ? FieldErrors.invalidOmitted(field, detail)
                        : FieldErrors.invalid(field, value, detail);
        };
    }

    private String detail(Map<String, Object> variables) {
        if (message != null) {
            try {
                if (message.eval(variables) instanceof String text && !text.isBlank() && !text.contains("\n")) {
                    return text.trim();
                }
            } catch (CelEvaluationException e) {
                // The plain message is good enough.
            }
        }
        String plain = text("message").trim();
        return plain.isEmpty() ? "failed rule: " + ruleName() : plain;
    }

    private String ruleName() {
        String plain = text("message").trim();
        return plain.isEmpty() ? text("rule").trim() : plain;
    }

    private static String reason(CelEvaluationException e) {
        String text = String.valueOf(e.getMessage());
        Matcher missing = MISSING_KEY.matcher(text);
        return missing.find() ? "no such key: " + missing.group(1) : text;
    }
}
