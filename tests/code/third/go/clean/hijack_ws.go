func (h *Tail) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	hj, ok := w.(http.Hijacker)
	if !ok {
		http.Error(w, "not supported", http.StatusNotImplemented)
		return
	}
	conn, buf, err := hj.Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	closer := onceCloser{c: conn}
	defer closer.Close()

	buf.WriteString("HTTP/1.1 101 Switching Protocols\r\nUpgrade: tail\r\nConnection: Upgrade\r\n\r\n")
	if err := buf.Flush(); err != nil {
		return
	}

	gone := make(chan struct{})
	go func() {
		io.Copy(io.Discard, buf)
		close(gone)
	}()

	sub := h.log.Subscribe(r.URL.Query().Get("unit"))
	defer sub.Cancel()
	for {
		select {
		case <-gone:
			return
		case e := <-sub.C:
			conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
			e.Encode(buf)
			if buf.Flush() != nil {
				return
			}
		}
	}
}

type onceCloser struct {
	c    net.Conn
	once sync.Once
}

func (o *onceCloser) Close() { o.once.Do(func() { o.c.Close() }) }
