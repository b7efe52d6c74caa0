import java.net.*;
class A { void f(HttpURLConnection c) { c.setRequestProperty("Connection", "close"); } void g() { System.setProperty("http.keepAlive", "false"); } } // expect: connection-churn
