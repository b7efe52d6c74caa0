package com.upanddown.alarm;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

public class LiftAlarmSession extends Thread {
    private static final Set<LiftAlarmSession> LIVE = ConcurrentHashMap.newKeySet();
    private final Socket sock;
    private final AlarmDesk desk;

    public LiftAlarmSession(Socket sock, AlarmDesk desk) {
        super("lift-" + sock.getPort());
        this.sock = sock;
        this.desk = desk;
    }

    @Override
    public void run() {
        LIVE.add(this);
        try {
            sock.setTcpNoDelay(true);
            sock.setSoTimeout(90_000);
            BufferedReader in = new BufferedReader(new InputStreamReader(sock.getInputStream(), "UTF-8"));
            BufferedWriter out = new BufferedWriter(new OutputStreamWriter(sock.getOutputStream(), "UTF-8"));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write(desk.handle(line));
                out.newLine();
                out.flush();
            }
            System.out.println(getName() + " hung up");
        } catch (SocketTimeoutException e) {
            System.out.println(getName() + " no heartbeat for 90s");
            desk.raiseOffline(sock.getInetAddress());
        } catch (IOException e) {
            System.out.println(getName() + " " + e.getMessage());
        } finally {
            LIVE.remove(this);
            try {
                sock.close();
            } catch (IOException e) {
                System.out.println(getName() + " close: " + e.getMessage());
            }
        }
    }

    public static int online() {
        return LIVE.size();
    }
}
