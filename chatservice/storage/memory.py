"""temporary"""
from collections import deque
from twisted.internet.defer import Deferred, succeed, fail
from chatservice.errors import *
from chatservice.model import names
from chatservice.model.values import *

class MemoryStorage:
    def __init__(self, settings, clock):
        self.s=settings; self.clock=clock; self.commits=0
        self.log=self.rooms=self.principals=self
        self.epoch="e1"; self.on_batch=lambda:None
        self.ops=deque(); self.held=False; self.due=False; self.failing=None
        self.events={1:[]}; self.rows={1:[RoomKind.PUBLIC,"lobby","",0,None]}; self.mem={}
        self.people={}; self.toks={}; self.mk={}; self.eid=0; self.keys={}
    def hold(self): self.held=True
    def release(self): self.held=False; self._kick()
    def fail_next(self, why): self.failing=why
    def _op(self, f):
        self.ops.append(f); self._kick()
    def _kick(self):
        if not self.due and not self.held:
            self.due=True; self.clock.callLater(0,self._commit)
    def _commit(self):
        self.due=False
        if self.held: return
        ops,self.ops=self.ops,deque()
        if not ops: return
        self.commits+=1
        why,self.failing=self.failing,None
        for f in [f(why) for f in ops]: f()
        self.on_batch()
    def _d(self, f):
        d=Deferred()
        def op(why):
            try: r=f()
            except Fault as e: return lambda: d.errback(e)
            return lambda: d.callback(r)
        self._op(op); return d
    def append(self, room, drafts, done):
        def op(why):
            out=[]
            for dr in drafts:
                if why: out.append(NotStored(why)); continue
                row=self.rows[room]
                if dr.expect is not None and dr.expect!=row[3]: out.append(Stale()); continue
                k=(room,dr.actor,dr.key)
                if dr.key and k in self.keys:
                    i,q,b=self.keys[k]
                    out.append(Appended(i,q,False) if b==dr.body else KeyReused(dr.key)); continue
                self.eid+=1; seq=len(self.events[room])+1
                self.events[room].append(Record(self.eid,seq,dr.ts,dr.kind,dr.actor,dr.actor_name,dr.body,dr.subject,dr.subject_name))
                if dr.key: self.keys[k]=(self.eid,seq,dr.body)
                if dr.kind is EventKind.ADDED: self.mem[room].add(dr.subject); row[3]+=1
                if dr.kind is EventKind.REMOVED: self.mem[room].discard(dr.subject); row[3]+=1
                if dr.kind is EventKind.TOPIC: row[2]=dr.body
                out.append(Appended(self.eid,seq))
            return lambda: done(out)
        self._op(op)
    def _n(self,r):
        import msgspec
        p=self.people.get(r.actor); q=self.people.get(r.subject)
        return msgspec.structs.replace(r,actor_name=p.name if p else r.actor_name, subject_name=q.name if q else r.subject_name)
    def since(self,room,seq,limit): return succeed([self._n(r) for r in self.events[room][max(seq,0):][:limit]])
    def before(self,room,seq,limit):
        ev=self.events[room] if seq is None else self.events[room][:max(0,seq-1)]
        return succeed([self._n(r) for r in ev[-limit:]])
    def around(self,room,seq,b,a): return succeed([self._n(r) for r in self.events[room][max(0,seq-1-b):seq+a]])
    def search(self,rooms,text,senders,before,limit):
        hits=[Hit(rm,self._n(r)) for rm in rooms for r in self.events[rm] if r.kind in (EventKind.MESSAGE,EventKind.ACTION) and text.casefold() in r.body.casefold() and (senders is None or r.actor in senders) and (before is None or r.id<before)]
        hits.sort(key=lambda h:-h.record.id)
        return succeed(Found(hits[:limit], hits[limit-1].record.id if len(hits)>limit else None, True))
    def _row(self,i):
        k,n,t,a,p=self.rows[i]
        return RoomRow(i,k,n,t,a,len(self.events[i]),1,p)
    def create(self,kind,name,members,creator,now):
        def f():
            if kind is RoomKind.DIRECT:
                pair=(min(members),max(members))
                for i,r in self.rows.items():
                    if r[4]==pair: return self._row(i)
            else:
                pair=None
                if any(names.fold(r[1])==names.fold(name) for r in self.rows.values()): raise RoomNameTaken(name)
            i=max(self.rows)+1; self.rows[i]=[kind,name,"",0,pair]; self.events[i]=[]; self.mem[i]=set(members)
            return self._row(i)
        return self._d(f)
    def by_name(self,name):
        return succeed(next((self._row(i) for i,r in self.rows.items() if r[0] is not RoomKind.DIRECT and names.fold(r[1])==names.fold(name)),None))
    def by_id(self,i): return succeed(self._row(i) if i in self.rows else None)
    def direct(self,a,b):
        return succeed(next((self._row(i) for i,r in self.rows.items() if r[4]==(min(a,b),max(a,b))),None))
    def public(self,limit): return succeed([self._row(i) for i,r in self.rows.items() if r[0] is RoomKind.PUBLIC][:limit])
    def private(self,p): return succeed([self._row(i) for i,m in self.mem.items() if p in m])
    def members(self,room): return succeed([self.people[p] for p in self.mem[room]])
    def create_guest(self,name,token,now):
        def f():
            p=Principal(len(self.people)+1,name); self.people[p.id]=p; self.toks[token]=p.id; return p
        return self._d(f)
    def by_token(self,t): return succeed(self.people.get(self.toks.get(t)))
    def came(self,i,name):
        def f(): self.people[i]=Principal(i,name)
        return self._d(f)
    def renamed(self,i,name,now): return self.came(i,name)
    def gone(self,i,now,over=False):
        def f():
            self.people[i]=Principal(i,self.people[i].name,True,now)
            if over: self.toks={t:p for t,p in self.toks.items() if p!=i}
        return self._d(f)
    def named(self,name): return succeed([p.id for p in self.people.values() if names.fold(p.name)==names.fold(name)])
    def marks(self,i): return succeed({r:s for (p,r),s in self.mk.items() if p==i})
    def save_marks(self,m):
        def f():
            for k,v in m.items(): self.mk[k]=max(v,self.mk.get(k,0))
        return self._d(f)
    def close(self): return succeed(None)
