package board

import (
	"encoding/json"
	"log"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

var up = websocket.Upgrader{ReadBufferSize: 2048, WriteBufferSize: 2048}

type hello struct {
	Token string `json:"token"`
	Board string `json:"board"`
}

type Boards interface {
	Allowed(token, board string) bool
	Apply(board string, op json.RawMessage) error
}

// Live is the websocket end point of the kanban boards in the assembly hall.
func Live(bs Boards) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ws, err := up.Upgrade(w, r, nil)
		if err != nil {
			log.Printf("upgrade: %v", err)
			return
		}
		ws.SetReadLimit(64 << 10)
		ws.SetReadDeadline(time.Now().Add(70 * time.Second))
		ws.SetPingHandler(func(data string) error {
			ws.SetReadDeadline(time.Now().Add(70 * time.Second))
			return ws.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second))
		})

		var h hello
		if err := ws.ReadJSON(&h); err != nil {
			ws.Close()
			return
		}
		if !bs.Allowed(h.Token, h.Board) {
			log.Printf("%s: token not good for board %s", r.RemoteAddr, h.Board)
			ws.SetWriteDeadline(time.Now().Add(time.Second))
			ws.WriteJSON(map[string]string{"error": "not allowed"})
			return
		}
		defer ws.Close()
		for {
			_, msg, err := ws.ReadMessage()
			if err != nil {
				return
			}
			if err := bs.Apply(h.Board, msg); err != nil {
				log.Printf("board %s: %v", h.Board, err)
				return
			}
		}
	}
}
