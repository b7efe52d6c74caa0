package whiteboard

import (
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/zap"
)

type stroke struct {
	from *pen
	data []byte
}

type pen struct {
	ws   *websocket.Conn
	todo chan []byte
}

type Board struct {
	log  *zap.Logger
	mu   sync.Mutex
	pens map[*pen]struct{}
}

func New(log *zap.Logger) *Board { return &Board{log: log, pens: map[*pen]struct{}{}} }

var up = websocket.Upgrader{HandshakeTimeout: 5 * time.Second}

func (b *Board) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		b.log.Info("upgrade", zap.Error(err))
		return
	}
	p := &pen{ws: ws, todo: make(chan []byte, 256)}
	b.mu.Lock()
	b.pens[p] = struct{}{}
	b.mu.Unlock()
	go b.draw(p)
	b.listen(p)
}

func (b *Board) drop(p *pen) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, in := b.pens[p]; in {
		delete(b.pens, p)
		close(p.todo)
	}
}

func (b *Board) spread(s stroke) {
	b.mu.Lock()
	var slow []*pen
	for p := range b.pens {
		if p == s.from {
			continue
		}
		select {
		case p.todo <- s.data:
		default:
			slow = append(slow, p)
		}
	}
	b.mu.Unlock()
	for _, p := range slow {
		b.drop(p)
	}
}

func (b *Board) listen(p *pen) {
	defer b.drop(p)
	p.ws.SetReadLimit(16 << 10)
	alive := func(string) error { return p.ws.SetReadDeadline(time.Now().Add(45 * time.Second)) }
	alive("")
	p.ws.SetPongHandler(alive)
	for {
		_, data, err := p.ws.ReadMessage()
		if err != nil {
			return
		}
		b.spread(stroke{p, data})
	}
}

func (b *Board) draw(p *pen) {
	beat := time.NewTicker(20 * time.Second)
	defer beat.Stop()
	defer p.ws.Close() // ends listen too
	for {
		kind, data, ok := websocket.PingMessage, []byte(nil), true
		select {
		case data, ok = <-p.todo:
			kind = websocket.BinaryMessage
		case <-beat.C:
		}
		p.ws.SetWriteDeadline(time.Now().Add(10 * time.Second))
		if !ok {
			p.ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseGoingAway, ""))
			return
		}
		if p.ws.WriteMessage(kind, data) != nil {
			return
		}
	}
}
