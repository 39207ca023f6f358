package io.cpubound.localcluster.node;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Gives pods loopback addresses of a /16 that no other node of this machine uses, each one anew only after all others. The
 * range is held by listening on its highest address, which is also the node's own.
 */
public final class AddressAllocator implements AutoCloseable {

    private static final int FIRST_RANGE = 10;
    private static final int RANGES = 80;
    private static final int KUBELET_PORT = 10250;
    /** 256 x 256 without the ends of each 256. */
    private static final int SIZE = 256 * 254;

    private final int range;
    private final ServerSocket hold;
    private int next;

    private AddressAllocator(int range, ServerSocket hold) {
        this.range = range;
        this.hold = hold;
    }

    /**
     * Takes the first of 127.10.0.0/16 ... 127.89.0.0/16 that is free.
     *
     * @throws IOException when none is
     */
    public static AddressAllocator take() throws IOException {
        BindException taken = null;
        for (int range = FIRST_RANGE; range < FIRST_RANGE + RANGES; range++) {
            try {
                InetAddress own = InetAddress.getByName("127." + range + ".255.254");
                return new AddressAllocator(range, new ServerSocket(KUBELET_PORT, 1, own));
            } catch (BindException e) {
                taken = e;
            }
        }
        throw new IOException("no free address range in 127.10.0.0 to 127.89.255.255 for a node", taken);
    }

    /** The node's own address. */
    public String nodeAddress() {
        return hold.getInetAddress().getHostAddress();
    }

    /** A pod's address. */
    public synchronized String next() {
        int at = next;
        next = (next + 1) % (SIZE - 1);
        return "127." + range + "." + at / 254 + "." + (at % 254 + 1);
    }

    @Override
    public void close() throws IOException {
        hold.close();
    }
}
