package io.cpubound.localcluster.node;

import java.util.Map;

/** {@code $(NAME)} in commands and environment values: known names are replaced, others stay, {@code $$(NAME)} is literal. */
final class Expansion {

    private Expansion() {}

    static String expand(String text, Map<String, String> values) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '$' && at + 1 < text.length()) {
                char next = text.charAt(at + 1);
                int end = next == '(' ? text.indexOf(')', at) : -1;
                if (next == '$') {
                    out.append('$');
                    at += 2;
                    continue;
                } else if (end > 0) {
                    String name = text.substring(at + 2, end);
                    out.append(values.getOrDefault(name, "$(" + name + ")"));
                    at = end + 1;
                    continue;
                }
            }
            out.append(c);
            at++;
        }
        return out.toString();
    }
}
