package dev.jono.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jono.api.proto.HeldDeliveryProto;
import dev.jono.api.proto.LeaseTokenProto;
import dev.jono.api.proto.RefreshProto;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ConsumerSettingsTest {
    /** {@code pekko.remote.artery.advanced.maximum-frame-size} of a node. */
    private static final int FRAME_BYTES = 1_280 * 1024;

    @Test
    void aCapacityThatCouldNotBeToldInOneFrameIsRefused() {
        ConsumerSettings.Builder settings = ConsumerSettings.builder().capacity(ConsumerSettings.MAX_CAPACITY + 1);
        assertThatThrownBy(settings::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A consumer's capacity must be between 1 and 10000, not 10001.");
        assertThat(settings.capacity(ConsumerSettings.MAX_CAPACITY).build().capacity())
                .isEqualTo(10_000);
    }

    @Test
    void twiceTheLargestCapacityOfTheLargestDeliveriesFitsIntoAFrame() {
        LeaseTokenProto.Builder token = LeaseTokenProto.newBuilder()
                .setGeneration(Long.MAX_VALUE)
                .setEpoch(Long.MAX_VALUE)
                .setDeliveryNumber(Long.MAX_VALUE);
        HeldDeliveryProto held = HeldDeliveryProto.newBuilder()
                .setOffset(Long.MAX_VALUE)
                .setToken(token)
                .setStarted(true)
                .setExtend(true)
                .build();
        RefreshProto refresh = RefreshProto.newBuilder()
                .addAllHeld(Collections.nCopies(2 * ConsumerSettings.MAX_CAPACITY, held))
                .build();
        int forAddressesAndTheRest = 64 * 1024;
        assertThat(refresh.getSerializedSize()).isLessThan(FRAME_BYTES - forAddressesAndTheRest);
    }
}
