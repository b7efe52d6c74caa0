package chat

type client struct {
	conn net.Conn
	out  chan string
}

func (r *Room) admit(conn net.Conn) {
	c := &client{conn: conn, out: make(chan string, 32)}
	r.enter <- c
	go c.writeLoop()
	go r.readLoop(c)
}

func (r *Room) readLoop(c *client) {
	// leaving closes c.out; the writer then closes the connection
	defer func() { r.leave <- c }()
	sc := bufio.NewScanner(c.conn)
	for {
		c.conn.SetReadDeadline(time.Now().Add(5 * time.Minute))
		if !sc.Scan() {
			return
		}
		r.say <- sc.Text()
	}
}

func (c *client) writeLoop() {
	defer c.conn.Close()
	w := bufio.NewWriter(c.conn)
	for msg := range c.out {
		c.conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
		w.WriteString(msg)
		w.WriteByte('\n')
		if w.Flush() != nil {
			c.conn.Close()
			for range c.out {
			}
			return
		}
	}
}

func (r *Room) loop() {
	members := map[*client]bool{}
	for {
		select {
		case c := <-r.enter:
			members[c] = true
		case c := <-r.leave:
			delete(members, c)
			close(c.out)
		case m := <-r.say:
			for c := range members {
				select {
				case c.out <- m:
				default:
				}
			}
		}
	}
}
