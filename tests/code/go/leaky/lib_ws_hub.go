package chat

import (
	"net/http"

	"github.com/gorilla/websocket"
)

var up = websocket.Upgrader{}

func (h *hub) serve(w http.ResponseWriter, r *http.Request) {
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	var hello struct{ Token string }
	if err := ws.ReadJSON(&hello); err != nil {
		ws.Close()
		return
	}
	user, ok := h.users[hello.Token]
	if !ok {
		ws.WriteJSON(map[string]string{"error": "token"})
		return // expect: close-wait-leak
	}
	defer ws.Close()
	for {
		_, msg, err := ws.ReadMessage()
		if err != nil {
			return
		}
		h.say(user, msg)
	}
}
