package dev.jono.cli;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads addresses of nodes. */
final class NodeUrls implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
        if (!isAddress(text)) {
            throw new TypeConversionException(
                    "'" + text + "' is not the address of a node, as in http://127.0.0.1:7626");
        }
        return URI.create(text);
    }

    private static boolean isAddress(String text) {
        try {
            URI url = new URI(text);
            return ("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
