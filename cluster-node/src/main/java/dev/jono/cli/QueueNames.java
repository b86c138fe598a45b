package dev.jono.cli;

import dev.jono.api.QueueName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads queue names. */
final class QueueNames implements ITypeConverter<QueueName> {
    @Override
    public QueueName convert(String text) {
        try {
            return new QueueName(text);
        } catch (IllegalArgumentException wrong) {
            throw new TypeConversionException(String.valueOf(wrong.getMessage()));
        }
    }

    static String path(QueueName queue) {
        return "/jono/v1/queues/" + queue;
    }
}
