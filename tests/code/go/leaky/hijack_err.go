package hj

import (
	"net/http"
)

func tunnel(w http.ResponseWriter, r *http.Request) {
	h, ok := w.(http.Hijacker)
	if !ok {
		return
	}
	conn, rw, err := h.Hijack()
	if err != nil {
		return
	}
	if _, err := rw.WriteString("HTTP/1.1 200 OK\r\n\r\n"); err != nil {
		return // expect: close-wait-leak
	}
	rw.Flush()
	conn.Close()
}
