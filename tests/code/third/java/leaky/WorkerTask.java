package com.acme.ingest;

import java.io.*;
import java.net.Socket;
import java.util.logging.*;

class WorkerTask implements Runnable {
    private static final Logger LOG = Logger.getLogger(WorkerTask.class.getName());

    private final Socket socket;
    private final RecordSink sink;

    WorkerTask(Socket socket, RecordSink sink) {
        this.socket = socket;
        this.sink = sink;
    }

    @Override
    public void run() {
        try {
            socket.setSoTimeout(60_000);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            while (true) {
                int len = in.readInt();
                if (len == 0) {
                    break;
                }
                byte[] rec = new byte[len];
                in.readFully(rec);
                long id = sink.put(rec);
                out.writeLong(id);
                out.flush();
            }
            socket.close();
        } catch (EOFException e) {
            LOG.fine("producer " + socket.getRemoteSocketAddress() + " went away");
        } catch (IOException e) {
            LOG.log(Level.WARNING, "producer failed", e);
            closeQuietly(socket);
        }
    }

    private static void closeQuietly(Closeable c) {
        try {
            c.close();
        } catch (IOException ignored) {
            // nothing to be done
        }
    }
}
