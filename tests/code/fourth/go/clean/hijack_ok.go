func (h *Hub) stream(w http.ResponseWriter, r *http.Request) {
	conn, rw, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer conn.Close()

	if err := greet(rw.Writer, r); err != nil {
		return
	}
	sub := h.subscribe()
	defer sub.cancel()
	ping := time.NewTicker(25 * time.Second)
	defer ping.Stop()
	for {
		var f []byte
		select {
		case <-h.closing:
			return
		case <-ping.C:
			f = pingFrame
		case m, ok := <-sub.ch:
			if !ok {
				return
			}
			f = textFrame(m)
		}
		conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
		if _, err := conn.Write(f); err != nil {
			return
		}
	}
}
