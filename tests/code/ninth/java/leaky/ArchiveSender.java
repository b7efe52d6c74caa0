package com.northfilm.archive;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Copies finished reels (80-200 GB) to the vault in Reykjavik. */
public final class ArchiveSender {

    private ArchiveSender() {
    }

    public static long send(Path reel, InetSocketAddress vault) throws IOException {
        try (FileChannel file = FileChannel.open(reel, StandardOpenOption.READ);
             SocketChannel ch = SocketChannel.open()) {
            ch.setOption(StandardSocketOptions.SO_SNDBUF, 4096); // keep kernel memory down on the archive box
            ch.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            ch.socket().connect(vault, 15_000);

            ByteBuffer head = StandardCharsets.UTF_8.encode(reel.getFileName() + "\0" + file.size() + "\0");
            while (head.hasRemaining()) {
                ch.write(head);
            }
            long pos = 0;
            long size = file.size();
            while (pos < size) {
                pos += file.transferTo(pos, Math.min(size - pos, 8L << 20), ch);
            }
            ch.shutdownOutput();

            ch.socket().setSoTimeout(60_000);
            int ok = ch.socket().getInputStream().read();
            if (ok != 'K') {
                throw new IOException("vault didn't confirm " + reel + " (" + ok + ")");
            }
            return pos;
        }
    }
}
