import com.sun.net.httpserver.*;import java.net.*;
class A { void f() throws Exception { HttpServer s = HttpServer.create(new InetSocketAddress(80), 1); s.start(); } } // expect: accept-queue-overflow
