package games.tabletop.lobby;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.*;

class ChatLobby {
    static final long IDLE_MS = TimeUnit.MINUTES.toMillis(20);

    static class Player {
        final String nick;
        final Socket sock;
        volatile long lastSeen = System.currentTimeMillis();

        Player(String nick, Socket sock) { this.nick = nick; this.sock = sock; }

        synchronized void say(String text) throws IOException {
            OutputStream o = sock.getOutputStream();
            o.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
            o.flush();
        }
    }

    private final Map<String, Player> players = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    ChatLobby() {
        clock.scheduleAtFixedRate(this::sweep, 1, 1, TimeUnit.MINUTES);
    }

    void join(String nick, Socket s) throws IOException {
        s.setTcpNoDelay(true);
        Player old = players.put(nick, new Player(nick, s));
        if (old != null) old.sock.close();
    }

    void broadcast(String from, String msg) {
        for (Player p : players.values()) {
            try {
                p.say(from + ": " + msg);
            } catch (IOException e) {
                kick(p);
            }
        }
    }

    private void sweep() {
        long now = System.currentTimeMillis();
        for (Player p : players.values()) {
            if (now - p.lastSeen > IDLE_MS) {
                System.out.println(p.nick + " away too long, seat given up");
                players.remove(p.nick);
            }
        }
    }

    private void kick(Player p) {
        players.remove(p.nick, p);
        try { p.sock.close(); } catch (IOException e) { /* was dead anyway */ }
    }
}
