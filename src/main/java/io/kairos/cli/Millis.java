package io.kairos.cli;

import io.kairos.playbook.Durations;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations on the command line are written as in a playbook. */
final class Millis implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        return Durations.parse(text)
                .orElseThrow(() -> new TypeConversionException(
                        "`%s` is no duration; write a number and one of ms, s, m, h, d, as in 10s".formatted(text)));
    }
}
