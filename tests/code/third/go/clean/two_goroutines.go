// A connection with a reader and a writer goroutine. The reader ends on any
// error and closes quit; the writer sees that and closes the socket.
type peer struct {
	conn net.Conn
	out  chan []byte
	quit chan struct{}
}

func startPeer(conn net.Conn, in chan<- frame) *peer {
	p := &peer{conn: conn, out: make(chan []byte, 64), quit: make(chan struct{})}
	go p.reader(in)
	go p.writer()
	return p
}

func (p *peer) reader(in chan<- frame) {
	defer close(p.quit)
	br := bufio.NewReader(p.conn)
	for {
		p.conn.SetReadDeadline(time.Now().Add(60 * time.Second))
		f, err := readFrame(br)
		if err != nil {
			return
		}
		in <- f
	}
}

func (p *peer) writer() {
	defer p.conn.Close()
	tick := time.NewTicker(20 * time.Second)
	defer tick.Stop()
	for {
		var b []byte
		select {
		case <-p.quit:
			return
		case b = <-p.out:
		case <-tick.C:
			b = pingFrame
		}
		p.conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
		if _, err := p.conn.Write(b); err != nil {
			return
		}
	}
}
