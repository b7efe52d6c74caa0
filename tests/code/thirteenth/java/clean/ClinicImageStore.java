package dicom.store;

import java.io.*;
import java.net.Socket;
import java.nio.file.*;

public class ClinicImageStore {

    private final Path vault;

    public ClinicImageStore(Path vault) {
        this.vault = vault;
    }

    /** Takes over the socket. Protocol: name line, length line, bytes; answer is STORED or FULL. */
    public void receive(Socket modality) throws IOException {
        try (Socket s = modality) {
            s.setSoTimeout(30_000);
            DataInputStream in = new DataInputStream(new BufferedInputStream(s.getInputStream(), 1 << 16));
            String name = in.readUTF();
            long length = in.readLong();
            boolean full = Files.getFileStore(vault).getUsableSpace() < length * 2;
            if (full) {
                drain(in, length);
            } else {
                Path tmp = Files.createTempFile(vault, "in", ".dcm");
                boolean done = false;
                try (OutputStream o = new BufferedOutputStream(Files.newOutputStream(tmp))) {
                    copy(in, o, length);
                    done = true;
                } finally {
                    if (!done) Files.deleteIfExists(tmp);
                }
                Files.move(tmp, vault.resolve(Paths.get(name).getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            s.getOutputStream().write(full ? "FULL\n".getBytes() : "STORED\n".getBytes());
            s.shutdownOutput();
            // the modality says goodbye first; we wait for it within the read timeout
            while (in.read() >= 0) {
                continue;
            }
        }
    }

    private static void drain(InputStream in, long n) throws IOException {
        copy(in, OutputStream.nullOutputStream(), n);
    }

    private static void copy(InputStream in, OutputStream out, long n) throws IOException {
        byte[] b = new byte[65536];
        while (n > 0) {
            int k = in.read(b, 0, (int) Math.min(b.length, n));
            if (k < 0) throw new EOFException("modality stopped " + n + " bytes early");
            out.write(b, 0, k);
            n -= k;
        }
    }
}
