package io.cpubound.localcluster.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The formats of names; each gives what is wrong with a text in the words of a real API server, nothing when it is fine. */
final class Names {

    private static final int LABEL_LENGTH = 63;
    private static final int SUBDOMAIN_LENGTH = 253;

    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String LABEL_VALUE = "(" + QUALIFIED + ")?";
    private static final String PERCENT = "[0-9]+%";
    private static final String CONFIG_KEY = "[-._a-zA-Z0-9]+";

    private static final Pattern PORT_NAME = Pattern.compile("[-a-z0-9]+");

    private Names() {}

    private static List<String> check(String text, int most, String regex, String message) {
        List<String> errors = new ArrayList<>();
        if (text.length() > most) {
            errors.add("must be no more than " + most + " bytes");
        }
        if (!text.matches(regex)) {
            errors.add(message + "regex used for validation is '" + regex + "')");
        }
        return errors;
    }

    /** Most kinds. */
    static List<String> subdomain(String text) {
        return check(
                text,
                SUBDOMAIN_LENGTH,
                SUBDOMAIN,
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start"
                        + " and end with an alphanumeric character (e.g. 'example.com', ");
    }

    /** Namespaces, Services, containers, volumes. */
    static List<String> label(String text) {
        return check(
                text,
                LABEL_LENGTH,
                LABEL,
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end"
                        + " with an alphanumeric character (e.g. 'my-name',  or '123-abc', ");
    }

    /** Roles and their bindings: anything that can be a part of a path. */
    static List<String> pathSegment(String text) {
        List<String> errors = new ArrayList<>();
        if (text.equals(".") || text.equals("..")) {
            errors.add("may not be '" + text + "'");
        }
        for (String part : List.of("/", "%")) {
            if (text.contains(part)) {
                errors.add("may not contain '" + part + "'");
            }
        }
        return errors;
    }

    /** Keys of annotations, finalizers, condition types: {@code prefix/name}. */
    static List<String> qualified(String text) {
        return prefixed(text, "a qualified name");
    }

    static List<String> labelKey(String text) {
        return prefixed(text, "a valid label key");
    }

    private static List<String> prefixed(String text, String called) {
        List<String> errors = new ArrayList<>();
        String[] parts = text.split("/", -1);
        String name = parts[parts.length - 1];
        String rule =
                "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric"
                        + " character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '"
                        + QUALIFIED
                        + "')";
        if (parts.length > 2) {
            errors.add(
                    called + " " + rule + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
            return errors;
        }
        if (parts.length == 2) {
            if (parts[0].isEmpty()) {
                errors.add("prefix part must be non-empty");
            } else {
                subdomain(parts[0]).forEach(error -> errors.add("prefix part " + error));
            }
        }
        if (name.isEmpty()) {
            errors.add("name part must be non-empty");
        } else if (name.length() > LABEL_LENGTH) {
            errors.add("name part must be no more than " + LABEL_LENGTH + " bytes");
        }
        if (!name.matches(QUALIFIED)) {
            errors.add("name part " + rule);
        }
        return errors;
    }

    static List<String> labelValue(String text) {
        return check(
                text,
                LABEL_LENGTH,
                LABEL_VALUE,
                "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start"
                        + " and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', ");
    }

    /** Keys of ConfigMaps and Secrets. */
    static List<String> configKey(String text) {
        List<String> errors = check(
                text,
                SUBDOMAIN_LENGTH,
                CONFIG_KEY,
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',"
                        + "  or 'key-name', ");
        if (text.equals(".")) {
            errors.add("must not be '.'");
        } else if (text.equals("..")) {
            errors.add("must not be '..'");
        } else if (text.startsWith("..")) {
            errors.add("must not start with '..'");
        }
        return errors;
    }

    /** {@code 25%}, where a number may be given as a part of another. */
    static List<String> percent(String text) {
        return check(
                text,
                Integer.MAX_VALUE,
                PERCENT,
                "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', ");
    }

    /** Names of container ports, and ports that are given by name. */
    static List<String> portName(String text) {
        List<String> errors = new ArrayList<>();
        if (text.length() > 15) {
            errors.add("must be no more than 15 characters");
        }
        if (!PORT_NAME.matcher(text).matches()) {
            errors.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (!text.matches(".*[a-z].*")) {
            errors.add("must contain at least one letter (a-z)");
        }
        if (text.contains("--")) {
            errors.add("must not contain consecutive hyphens");
        }
        if (text.startsWith("-") || text.endsWith("-")) {
            errors.add("must not begin or end with a hyphen");
        }
        return errors;
    }
}
