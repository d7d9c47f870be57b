-- The documents that confirm who somebody is at the counter: one is enough, or two are needed. A municipality changes them by
-- a new row; the second row here leaves out what is no longer valid.
insert into platform.parameter (module, name, valid_from, value, source, recorded_by) values
    ('resident-register', 'identity-documents', '2000-01-01',
     '{"one": ["個人番号カード", "住民基本台帳カード（写真付き）", "運転免許証", "運転経歴証明書", "旅券", "在留カード", "特別永住者証明書",
               "身体障害者手帳", "療育手帳", "精神障害者保健福祉手帳", "海技免状", "小型船舶操縦免許証", "電気工事士免状",
               "宅地建物取引士証", "官公署の職員証"],
       "two": ["健康保険被保険者証", "資格確認書", "介護保険被保険者証", "基礎年金番号通知書", "年金手帳", "年金証書", "社員証",
               "学生証", "預金通帳"],
       "otherKinds": true}',
     '住民基本台帳法第12条第3項・第27条第2項、住民基本台帳事務処理要領（市区町村が照合して改める）', 'migration'),
    ('resident-register', 'identity-documents', '2025-12-02',
     '{"one": ["個人番号カード", "運転免許証", "運転経歴証明書", "旅券", "在留カード", "特別永住者証明書", "身体障害者手帳",
               "療育手帳", "精神障害者保健福祉手帳", "海技免状", "小型船舶操縦免許証", "電気工事士免状", "宅地建物取引士証",
               "官公署の職員証"],
       "two": ["資格確認書", "介護保険被保険者証", "基礎年金番号通知書", "年金手帳", "年金証書", "社員証", "学生証", "預金通帳"],
       "otherKinds": true}',
     '住民基本台帳法第12条第3項・第27条第2項、住民基本台帳事務処理要領。健康保険被保険者証は令和７年１２月１日まで（市区町村が照合して改める）', 'migration')
on conflict do nothing;
