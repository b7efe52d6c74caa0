package tunnel

import (
	"io"
	"net"
	"net/http"
	"time"
)

func Connect(w http.ResponseWriter, r *http.Request) {
	hj, ok := w.(http.Hijacker)
	if !ok {
		http.Error(w, "no", 500)
		return
	}
	client, _, err := hj.Hijack()
	if err != nil {
		return
	}
	up, err := net.DialTimeout("tcp", r.Host, 5*time.Second)
	if err != nil {
		io.WriteString(client, "HTTP/1.1 502 Bad Gateway\r\n\r\n")
		return // expect: close-wait-leak
	}
	io.WriteString(client, "HTTP/1.1 200 OK\r\n\r\n")
	go func() {
		io.Copy(up, client)
		up.Close()
	}()
	io.Copy(client, up)
	client.Close()
}
