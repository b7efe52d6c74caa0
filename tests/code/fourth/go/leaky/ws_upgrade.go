func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key := r.Header.Get("Sec-WebSocket-Key")
	if key == "" {
		http.Error(w, "bad handshake", http.StatusBadRequest)
		return
	}
	hj, ok := w.(http.Hijacker)
	if !ok {
		http.Error(w, "unsupported", http.StatusInternalServerError)
		return
	}
	conn, rw, err := hj.Hijack()
	if err != nil {
		return
	}
	fmt.Fprintf(rw, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept(key))
	if err := rw.Flush(); err != nil {
		conn.Close()
		return
	}
	for {
		conn.SetReadDeadline(time.Now().Add(pongWait))
		op, msg, err := readFrame(rw.Reader)
		if err != nil {
			if errors.Is(err, errProtocol) {
				h.metrics.badFrames.Inc()
			}
			break
		}
		if op == opClose {
			conn.Close()
			return
		}
		h.broadcast(msg)
	}
}
