package dev.jono.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this build, as {@code --version} prints it. */
public final class BuildVersion implements IVersionProvider {
    private static final String FILE = "version.properties";

    @Override
    public String[] getVersion() throws IOException {
        Properties build = new Properties();
        try (InputStream file = Objects.requireNonNull(BuildVersion.class.getResourceAsStream(FILE), FILE)) {
            build.load(file);
        }
        return new String[] {"Jono " + build.getProperty("version")};
    }
}
