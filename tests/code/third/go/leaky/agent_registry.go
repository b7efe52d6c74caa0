package hub

type agent struct {
	id   string
	conn net.Conn
	enc  *gob.Encoder
	mu   sync.Mutex
}

type Hub struct {
	mu     sync.RWMutex
	agents map[string]*agent
}

func (h *Hub) remove(id string) {
	h.mu.Lock()
	delete(h.agents, id)
	h.mu.Unlock()
	metrics.AgentGone(id)
}

func (h *Hub) Attach(id string, conn net.Conn) {
	a := &agent{id: id, conn: conn, enc: gob.NewEncoder(conn)}
	h.mu.Lock()
	if old, ok := h.agents[id]; ok {
		old.conn.Close()
	}
	h.agents[id] = a
	h.mu.Unlock()
	go h.readLoop(a)
}

func (h *Hub) readLoop(a *agent) {
	dec := gob.NewDecoder(a.conn)
	for {
		a.conn.SetReadDeadline(time.Now().Add(90 * time.Second))
		var ev Event
		if err := dec.Decode(&ev); err != nil {
			if err != io.EOF {
				log.Printf("agent %s: %v", a.id, err)
			}
			h.remove(a.id)
			return
		}
		h.publish(a.id, ev)
	}
}

func (h *Hub) Send(id string, m Msg) error {
	h.mu.RLock()
	a := h.agents[id]
	h.mu.RUnlock()
	if a == nil {
		return ErrNoAgent
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.enc.Encode(m)
}
