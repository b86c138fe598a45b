package dev.jono.persistence.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import java.nio.channels.ClosedChannelException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Says why there is no session, in words that are the same each time for the same reason: the driver's name its objects. */
final class ConnectFailure {
    private ConnectFailure() {}

    static String reason(Throwable failure) {
        return failure instanceof AllNodesFailedException all
                        && !all.getAllErrors().isEmpty()
                ? reason(all.getAllErrors().values().stream()
                        .flatMap(List::stream)
                        .toList())
                : String.valueOf(failure.getMessage());
    }

    /** Says why none of the contact points can be used. */
    static String reason(Collection<Throwable> errors) {
        return errors.stream().map(ConnectFailure::root).distinct().sorted().collect(Collectors.joining("; "));
    }

    private static String root(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof ClosedChannelException) {
            return "the connection was refused or closed";
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
